//! Terms of the book: whatever else a term can be is wrong.

use super::{Wrong, Wrongs, named};
use crate::reference::rules::{
    Admission, Binding, BlobForm, BodyFault, BothFilters, Cancelled, Comparison, ConnectionState,
    Counted, DateForm, EcdsaForm, ErrorCode, Index, LengthUnit, Leniency, NamedKey, NonEmpty,
    OaepForm, Oddity, Padding, PlaintextForm, PrivateForm, PublicForm, Reach, Rejection, Repeat,
    Restored, Salt, SecretForm, Signed, Source, TargetMatch, Transition,
};
use crate::wire::json::NumberForm;

/// Every other variant; the match makes a new variant an error until it stands here.
macro_rules! one_of {
    ($($type:ident { $($variant:ident),* $(,)? })*) => {
        $(impl Wrongs for $type {
            fn wrongs(&self) -> Vec<Wrong<Self>> {
                match self {
                    $(Self::$variant => {})*
                }
                [$(Self::$variant),*]
                    .into_iter()
                    .filter(|other| other != self)
                    .map(|other| Wrong::new(named(&other), other))
                    .collect()
            }
        })*
    };
}

one_of! {
    Binding { Whole, Nothing, Names, Values, AnyCase, Joined, First, InOrder }
    BlobForm { Base64, Twice, Hex }
    BodyFault { Refused, ReadAsEmpty, Crash }
    Cancelled { Disabled, Enabled, Pending }
    Comparison { Whole, Nothing, Longer, Shorter, FirstHalf }
    ConnectionState { Disconnected, Connecting, Connected, Failed, Disconnecting }
    Counted { All, Connected, SameType, EveryRegion }
    DateForm { Seconds, Milliseconds, Text }
    EcdsaForm { Der, Plain, LongLengths, Unsigned, Padded, Swapped }
    ErrorCode { WhenFailed, Never, EverSince }
    LengthUnit { Bytes, Bits, Ignored }
    Leniency { Nothing, Anything, Longer, Zero, AnotherPadding, AnotherHash }
    NamedKey { Arn, Id }
    NonEmpty { AnyKey, KeyNotPendingDeletion, EnabledKey, OldestKeyOfAll, Never }
    NumberForm { Exponent, Decimal }
    OaepForm { OfAlgorithm, Sha1, Sha256, MgfSha1, Labelled, Pkcs1 }
    Oddity { NoContentType, ClaimsGzip, RepeatsMembers, RepeatsInnerMembers, TwoLengths }
    Padding { OfAlgorithm, Pkcs1, Pss, BareHash }
    PlaintextForm { Bytes, Text, Encoded }
    PrivateForm { Pkcs8, Bare, Pem }
    PublicForm { Spki, Bits, OtherAlgorithm, OtherCurve, Compressed, Pem, Private }
    Reach { Own, Account, Region }
    Rejection { Implicit, Refused, Zero, Fresh }
    Repeat { Refused, SameWhileDisconnected, Same }
    Restored { AsBefore, AllEnabled, AllDisabled, Nothing, DeletionsForgotten }
    Salt { OfHash, Empty, Longest }
    SecretForm { Raw, Hashed, LittleEndian, Shortened, OfSeed }
    Signed { Message, Base64, Nothing }
    Source { Uniform, Constant, Letters, Counting, Repeating }
    TargetMatch { Exact, IgnoreCase, AnyPrefix }
    Transition { Refused, Stays, Begins, Jumps, RefusedYetBegins }
}

/// A refusal that is another one or none; a request that is refused where none should be fails alike, whatever it is told.
impl Wrongs for Admission {
    fn wrongs(&self) -> Vec<Wrong<Self>> {
        if *self == Self::Accepted {
            return vec![Wrong::new("refused", Self::Disabled)];
        }
        let all = [
            Self::Accepted,
            Self::Disabled,
            Self::PendingDeletion,
            Self::PendingDeletionDisabled,
            Self::PendingImport,
            Self::Unavailable,
            Self::NotPendingDeletion,
        ];
        let others = all.into_iter().filter(|other| other != self);
        others
            .map(|other| Wrong::new(named(&other), other))
            .collect()
    }
}

impl Wrongs for Index {
    fn wrongs(&self) -> Vec<Wrong<Self>> {
        // Which rule is whose; its other fields say how it is wrong.
        Vec::new()
    }
}

impl Wrongs for BothFilters {
    fn wrongs(&self) -> Vec<Wrong<Self>> {
        let others = [Self::IdCounts, Self::NameCounts].into_iter();
        let mut wrongs: Vec<_> = others
            .filter(|other| other != self)
            .map(|other| Wrong::new(named(&other), other))
            .collect();
        if let Self::Refused(error) = self {
            let errors = error.wrongs().into_iter();
            wrongs.extend(errors.map(|wrong| wrong.within("refused", Self::Refused)));
        }
        wrongs
    }
}

impl Wrongs for Option<Oddity> {
    fn wrongs(&self) -> Vec<Wrong<Self>> {
        // None is right; the four are what the written faults say.
        let all = Oddity::NoContentType.wrongs().into_iter();
        all.map(|wrong| Wrong::new(wrong.name, Some(wrong.value)))
            .chain([Wrong::new("no_content_type", Some(Oddity::NoContentType))])
            .collect()
    }
}

impl Wrongs for Option<ConnectionState> {
    fn wrongs(&self) -> Vec<Wrong<Self>> {
        let all = ConnectionState::ALL.into_iter();
        all.filter(|state| Some(*state) != *self)
            .map(|state| Wrong::new(named(&state), Some(state)))
            .collect()
    }
}
