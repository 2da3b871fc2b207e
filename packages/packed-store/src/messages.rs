//! Messages and their parts, declared once: the type and, out of the same list of fields, its decoder.

/// Declares a struct that is a field of a message or the message itself, and implements [`Field`](crate::wire::Field) for it
/// under a name for errors. A field `as foreign` is read by [`Body::foreign`](crate::wire::Body::foreign). The second form is
/// for structs that are declared elsewhere.
#[macro_export]
macro_rules! fields {
    ($name:literal: $(#[$($attribute:tt)*])* pub struct $type:ident {
        $($(#[$($of_field:tt)*])* pub $field:ident: $is:ty $(as $how:ident)?,)*
    }) => {
        $(#[$($attribute)*])*
        pub struct $type {
            $($(#[$($of_field)*])* pub $field: $is,)*
        }

        $crate::fields!($name, $type { $($field $($how)?),* });
    };
    ($name:literal, $type:ident { $($field:ident $($how:ident)?),* $(,)? }) => {
        impl $crate::wire::Field for $type {
            fn read(json: $crate::wire::Json, fault: &mut $crate::wire::Fault) -> Self {
                $crate::wire::object($name, json, fault, |body| Self {
                    $($field: $crate::taken!(body, $field $($how)?)),*
                })
            }
        }
    };
}

/// Declares an enum of messages with its decoder. Each variant has its name in JSON, which is the schema's too. Fields are
/// read by their types; `as foreign` for a type with a decoder of its own, `as given` where left out and null differ. A
/// message that is one value is read `by all`, or `by whole` if its type has a decoder of its own.
#[macro_export]
macro_rules! messages {
    ($(#[$($attribute:tt)*])* pub enum $type:ident {
        $(
            $(#[$($of_variant:tt)*])*
            $name:literal = $variant:ident
                $({ $($(#[$($of_field:tt)*])* $field:ident: $is:ty $(as $how:ident)?),* $(,)? })?
                $(($inner:ty) by $way:ident)?,
        )*
    }) => {
        $(#[$($attribute)*])*
        #[serde(deny_unknown_fields)]
        pub enum $type {
            $(
                $(#[$($of_variant)*])*
                #[serde(rename = $name)]
                $variant $({ $($(#[$($of_field)*])* $field: $is),* })? $(($inner))?,
            )*
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::wire::message(deserializer, |name, body| match name {
                    $($name => $crate::messages!(
                        @read body, $type::$variant $({ $($field $($how)?),* })? $(by $way)?
                    ),)*
                    _ => None,
                })
            }
        }
    };
    (@read $body:ident, $type:ident::$variant:ident { $($field:ident $($how:ident)?),* }) => {
        Some($type::$variant { $($field: $crate::taken!($body, $field $($how)?)),* })
    };
    (@read $body:ident, $type:ident::$variant:ident by all) => { Some($type::$variant($body.all())) };
    (@read $body:ident, $type:ident::$variant:ident by whole) => { $body.whole().map($type::$variant) };
}

/// A field of a message, taken out of its body by its own name.
#[macro_export]
macro_rules! taken {
    ($body:ident, $field:ident) => {
        $body.take(stringify!($field))
    };
    ($body:ident, $field:ident foreign) => {
        $body.foreign(stringify!($field))
    };
    ($body:ident, $field:ident given) => {
        $body.given(stringify!($field))
    };
}
