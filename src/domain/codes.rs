//! The macro behind every closed list of codes: the text that is stored and sent is written once.

/// A value of a closed list of codes: whoever names none of them is told the list.
pub trait Code: Copy + PartialEq + 'static {
    /// The stable code, as stored and as sent.
    fn code(self) -> &'static str;

    /// The one of `taken` that a code names.
    fn named(code: &str, taken: &[Self]) -> Option<Self> {
        taken.iter().copied().find(|one| one.code() == code)
    }
}

/// Words that stand where no enum is worth its name.
impl Code for &'static str {
    fn code(self) -> &'static str {
        self
    }
}

/// Declares an enum whose variants have one stable code each, with `ALL`, `as_str`, `parse`,
/// serde and `Display`.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident => $code:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// Every value, in its natural order.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The stable code, as stored and as sent.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }

            /// Reads a code; `None` for an unknown one.
            pub fn parse(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == code)
            }
        }

        impl $crate::domain::codes::Code for $name {
            fn code(self) -> &'static str {
                self.as_str()
            }

            fn named(code: &str, taken: &[Self]) -> Option<Self> {
                Self::parse(code).filter(|one| taken.contains(one))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}
pub(crate) use codes;

/// Gives the values of such an enum their names in both languages, as they stand within a sentence.
macro_rules! words {
    ($name:ident { $($variant:ident => $vi:literal, $en:literal;)+ }) => {
        impl $name {
            /// Its name in Vietnamese, as it stands within a sentence.
            pub const fn vi(self) -> &'static str {
                match self { $(Self::$variant => $vi,)+ }
            }

            /// Its name in English.
            pub const fn en(self) -> &'static str {
                match self { $(Self::$variant => $en,)+ }
            }
        }
    };
}
pub(crate) use words;
