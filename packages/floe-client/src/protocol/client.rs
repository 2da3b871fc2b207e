//! How a contract's questions and messages become methods.

/// `name(field: type, ..) -> answer = Variant;` is a method that asks; without an answer it gives the message, with the
/// coins sent along where it is `with` some; a field that must be null is left out by `without`. The name is the variant's in
/// JSON.
macro_rules! contract_client {
    (
        $(#[$about:meta])* $client:ident
        asks $query:ident { $(
            $(#[$question_doc:meta])*
            $question:ident($($asked:ident: $asked_type:ty),*) -> $answer:ty = $asks:ident $(($tuple:ident))? $(without $unasked:ident)?;
        )* }
        sends $execute:ident { $(
            $(#[$message_doc:meta])*
            $message:ident($($field:ident: $field_type:ty),*) = $sends:ident $(($inner:ident))? $(without $unsent:ident)? $(with $coins:ident)?;
        )* }
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy)]
        pub struct $client<'c> {
            chain: &'c dyn Chain,
            address: &'c str,
        }

        impl<'c> $client<'c> {
            #[cfg(test)]
            pub(super) const QUESTIONS: &'static [&'static str] = &[$(stringify!($question)),*];
            #[cfg(test)]
            pub(super) const MESSAGES: &'static [&'static str] = &[$(stringify!($message)),*];

            pub const fn new(chain: &'c dyn Chain, address: &'c str) -> Self {
                Self { chain, address }
            }

            $(
                $(#[$question_doc])*
                pub fn $question(&self $(, $asked: $asked_type)*) -> Result<$answer> {
                    self.chain.query(self.address, &contract_client!(@value $query $asks ($($tuple)?) ($($unasked)?) $($asked)*))
                }
            )*

            $(
                $(#[$message_doc])*
                pub fn $message(&self $(, $field: $field_type)* $(, $coins: &[Coin])?) -> Result<Msg> {
                    let message = contract_client!(@value $execute $sends ($($inner)?) ($($unsent)?) $($field)*);
                    Msg::execute(self.address, &message, contract_client!(@coins $($coins)?))
                }
            )*
        }
    };
    (@value $enum:ident $variant:ident () ($($absent:ident)?) $($field:ident)*) => {
        $enum::$variant { $($field: $field.into(),)* $($absent: None)? }
    };
    (@value $enum:ident $variant:ident ($inner:ident) () $($field:ident)*) => {
        $enum::$variant($inner)
    };
    (@coins) => { &[] };
    (@coins $coins:ident) => { $coins };
}

pub(super) use contract_client;
