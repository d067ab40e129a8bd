//! By which rules `kmspec serve` answers: those of AWS, one of them wrong, or open questions answered otherwise.

use kmspec::case::did_you_mean;
use kmspec::reference::{AllowedAnswer, Fault, Rules, WrongBook};

use super::exit::Exit;
use super::output::outln;
use super::serve_args::ServeArguments;

/// The word in place of a name that asks for the names.
const HELP: &str = "help";

/// Prints the names that a flag takes, where one asks for them; false where none does.
pub(crate) fn told(arguments: &ServeArguments) -> bool {
    if arguments.fault.as_deref() == Some(HELP) {
        for fault in faults() {
            outln!("{}  {}", fault.name, fault.sentence);
        }
        return true;
    }
    if arguments.choices.iter().any(|choice| choice == HELP) {
        let mut last = "";
        for choice in AllowedAnswer::all() {
            if choice.question != last {
                outln!("{}", choice.sentence);
                last = choice.question;
            }
            outln!("  {choice}");
        }
        return true;
    }
    false
}

/// The rules that the flags ask for.
pub(crate) fn rules(arguments: &ServeArguments) -> Result<Rules, Exit> {
    let mut rules = match &arguments.fault {
        None => Rules::aws(),
        Some(name) => wrong(name)?,
    };
    let mut answered: Vec<AllowedAnswer> = Vec::new();
    for text in &arguments.choices {
        let choice = AllowedAnswer::named(text).map_err(|error| {
            let all: Vec<String> = AllowedAnswer::all().map(|it| it.to_string()).collect();
            let near = did_you_mean(text, all.iter().map(String::as_str));
            let list = || "`kmspec serve --choice help` lists them".to_owned();
            Exit::usage(error).help(near.unwrap_or_else(list))
        })?;
        let twice = answered.iter().find(|it| it.question == choice.question);
        if let Some(before) = twice {
            return Err(Exit::usage(format!(
                "--choice {before} and --choice {choice} answer one question"
            ))
            .help("leave one of them out"));
        }
        rules = rules.with_choice(choice);
        answered.push(choice);
    }
    Ok(rules)
}

fn wrong(name: &str) -> Result<Rules, Exit> {
    let list = || "`kmspec serve --fault help` lists them".to_owned();
    let unknown = |error: &dyn std::fmt::Display| {
        let all = faults();
        let near = did_you_mean(name, all.iter().map(|fault| &*fault.name));
        Exit::usage(error).help(near.unwrap_or_else(list))
    };
    let books = WrongBook::named(name).map_err(|error| unknown(&error))?;
    match <[WrongBook; 1]>::try_from(books) {
        Ok([book]) => Ok(book.rules),
        Err(books) => Err(Exit::usage(format!(
            "`{name}` stands for {} faults, and a server has one",
            books.len()
        ))
        .help(format!("name one of them, such as {}", books[0].name))),
    }
}

fn faults() -> Vec<WrongBook> {
    let mut faults: Vec<WrongBook> = Fault::all().map(WrongBook::from).collect();
    faults.extend(WrongBook::derived());
    faults
}
