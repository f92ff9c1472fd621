//! What kind a character beyond ASCII is of.

/// A letter or a digit of any script.
#[unsafe(no_mangle)]
extern "C" fn host_is_word(code: u32) -> bool {
    char::from_u32(code).is_some_and(char::is_alphanumeric)
}

#[unsafe(no_mangle)]
extern "C" fn host_is_space(code: u32) -> bool {
    char::from_u32(code).is_some_and(char::is_whitespace)
}
