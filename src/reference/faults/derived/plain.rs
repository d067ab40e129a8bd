//! Flags, numbers, texts and times.

use std::time::Duration;

use super::{Wrong, Wrongs};

impl Wrongs for bool {
    fn wrongs(&self) -> Vec<Wrong<Self>> {
        vec![Wrong::new(if *self { "never" } else { "always" }, !self)]
    }
}

/// One less, where there is less, and one more.
macro_rules! numbers {
    ($($type:ident),*) => {
        $(impl Wrongs for $type {
            fn wrongs(&self) -> Vec<Wrong<Self>> {
                let less = self.checked_sub(1).filter(|less| *less >= 0);
                let mut wrongs: Vec<_> = less.map(|less| Wrong::new("one_less", less)).into_iter().collect();
                wrongs.push(Wrong::new("one_more", self + 1));
                wrongs
            }
        })*
    };
}

numbers!(i64);

/// The same for what cannot be below zero.
macro_rules! counts {
    ($($type:ident),*) => {
        $(impl Wrongs for $type {
            fn wrongs(&self) -> Vec<Wrong<Self>> {
                let mut wrongs: Vec<_> =
                    self.checked_sub(1).map(|less| Wrong::new("one_less", less)).into_iter().collect();
                wrongs.push(Wrong::new("one_more", self + 1));
                wrongs
            }
        })*
    };
}

counts!(usize, u16, u32);

impl Wrongs for Duration {
    fn wrongs(&self) -> Vec<Wrong<Self>> {
        vec![
            Wrong::new("halved", *self / 2),
            Wrong::new("doubled", *self * 2),
        ]
    }
}

/// Errors that servers give where another is due, and a text that is no error's name.
const TEXTS: [&str; 4] = [
    "ValidationException",
    "NotFoundException",
    "KMSInvalidStateException",
    "wrong",
];

impl Wrongs for &'static str {
    fn wrongs(&self) -> Vec<Wrong<Self>> {
        // A name of an error is mistaken for another error, any other text for any text.
        let error = self.ends_with("Exception");
        let others = TEXTS.into_iter().filter(|text| text != self);
        let fit = others.filter(|text| text.ends_with("Exception") == error);
        fit.map(|text| Wrong::new(super::named(&text), text))
            .collect()
    }
}

impl Wrongs for (i64, i64) {
    fn wrongs(&self) -> Vec<Wrong<Self>> {
        let least = self.0.wrongs().into_iter();
        let greatest = self.1.wrongs().into_iter();
        least
            .map(|wrong| wrong.within("least", |least| (least, self.1)))
            .chain(greatest.map(|wrong| wrong.within("greatest", |greatest| (self.0, greatest))))
            .collect()
    }
}

impl Wrongs for Option<usize> {
    fn wrongs(&self) -> Vec<Wrong<Self>> {
        match self {
            Some(number) => number
                .wrongs()
                .into_iter()
                .map(|wrong| wrong.within("some", Some))
                .chain([Wrong::new("none", None)])
                .collect(),
            None => [0, 1, 1024]
                .into_iter()
                .map(|number| Wrong::new(number.to_string(), Some(number)))
                .collect(),
        }
    }
}

impl Wrongs for Option<&'static str> {
    fn wrongs(&self) -> Vec<Wrong<Self>> {
        let mut wrongs = vec![Wrong::new("none", None)];
        if let Some(text) = self {
            wrongs.extend(
                text.wrongs()
                    .into_iter()
                    .map(|wrong| Wrong::new(wrong.name, Some(wrong.value))),
            );
        }
        wrongs
    }
}
