// Cargo wants a crate to have a source; this one is for its dependencies alone.
