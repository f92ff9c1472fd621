//! Floats as text and back. Rust's own conversions are exact: the shortest text
//! that reads back as the same float, any number of digits correctly rounded, and
//! the nearest float to a decimal number.

use std::cell::RefCell;
use std::io::Write;
use std::slice;

/// The most digits after the point that a format may ask for.
const MOST_DIGITS: usize = 60_000;

/// The most bytes beside those digits: the whole part of the largest float, and
/// an exponent.
const ROOM: usize = 400;

/// `HOST_FLOAT_` of port/host.h: the float for `repr`.
const SHORTEST: u8 = b'r';

/// Like `g`, but with a digit after the point: a format without a type.
const NO_TYPE: u8 = b'd';

thread_local! {
    static TEXT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Writes the text of a finite float that is not negative. `kind` is `r`, `d`, `e`,
/// `f` or `g`; `alternate` keeps the point and the zeros at the end. The text stays
/// valid until the next call. Returns its length, or -1 where there is no memory
/// and -2 where there are too many digits.
#[unsafe(no_mangle)]
unsafe extern "C" fn host_float_text(
    value: f64,
    kind: u8,
    digits: i32,
    alternate: bool,
    text: *mut *const u8,
) -> i32 {
    let digits = usize::try_from(digits).unwrap_or(6);
    if digits > MOST_DIGITS {
        return -2;
    }
    TEXT.with_borrow_mut(|out| {
        out.clear();
        if out.try_reserve(digits + ROOM).is_err() {
            return -1;
        }
        write_float(out, value, kind, digits, alternate);
        unsafe { *text = out.as_ptr() };
        out.len() as i32
    })
}

fn write_float(out: &mut Vec<u8>, value: f64, kind: u8, digits: usize, alternate: bool) {
    match kind {
        b'f' => {
            let _ = write!(out, "{value:.digits$}");
            if alternate && digits == 0 {
                out.push(b'.');
            }
        }
        b'e' => {
            let exponent = write_scientific(out, value, Some(digits));
            if alternate && digits == 0 {
                out.push(b'.');
            }
            write_exponent(out, exponent);
        }
        SHORTEST => {
            let exponent = write_scientific(out, value, None);
            lay_out(out, exponent, -4..16, true);
        }
        _ => {
            let digits = digits.max(1);
            let exponent = write_scientific(out, value, Some(digits - 1));
            if !alternate && out.contains(&b'.') {
                while out.last() == Some(&b'0') {
                    out.pop();
                }
            }
            let limit = digits as i32 - i32::from(kind == NO_TYPE);
            lay_out(out, exponent, -4..limit.max(-4), alternate || kind == NO_TYPE);
        }
    }
}

/// So many digits or more may be followed by half of one: of two shortest texts that
/// are as near to the float, the even one is Python's.
const TIES: usize = 16;

/// Writes one digit, a point and the others; gives the exponent of ten.
fn write_scientific(out: &mut Vec<u8>, value: f64, digits: Option<usize>) -> i32 {
    let _ = match digits {
        Some(digits) => write!(out, "{value:.digits$e}"),
        None => write!(out, "{value:e}"),
    };
    if digits.is_none() {
        let count = out.iter().take_while(|&&byte| byte != b'e').filter(|byte| byte.is_ascii_digit()).count();
        if count >= TIES {
            let shortest = out.len();
            let behind = count - 1;
            let _ = write!(out, "{value:.behind$e}");
            let even = std::str::from_utf8(&out[shortest..]).ok().and_then(|text| text.parse().ok());
            if even == Some(value) {
                out.drain(..shortest);
            } else {
                out.truncate(shortest);
            }
        }
    }
    let at = out.iter().rposition(|&byte| byte == b'e').unwrap_or(out.len());
    let exponent = std::str::from_utf8(&out[at..]).ok().and_then(|text| text.get(1..)?.parse().ok());
    out.truncate(at);
    exponent.unwrap_or(0)
}

fn write_exponent(out: &mut Vec<u8>, exponent: i32) {
    let sign = if exponent < 0 { '-' } else { '+' };
    let _ = write!(out, "e{sign}{:02}", exponent.unsigned_abs());
}

/// Moves the point of what `write_scientific` wrote to where it belongs, where the
/// exponent is in the range; else it keeps the exponent. `point` wants a digit
/// after the point of a number without an exponent.
fn lay_out(out: &mut Vec<u8>, exponent: i32, range: std::ops::Range<i32>, point: bool) {
    out.retain(|&byte| byte != b'.');
    if !range.contains(&exponent) {
        if out.len() > 1 {
            out.insert(1, b'.');
        }
        write_exponent(out, exponent);
        return;
    }
    if exponent < 0 {
        let zeros = exponent.unsigned_abs() as usize;
        out.splice(0..0, std::iter::repeat_n(b'0', zeros));
        out.insert(1, b'.');
        return;
    }
    let whole = exponent as usize + 1;
    while out.len() < whole {
        out.push(b'0');
    }
    if out.len() > whole {
        out.insert(whole, b'.');
    } else if point {
        out.extend_from_slice(b".0");
    }
}

/// The float nearest to a decimal number of digits, a point and an exponent.
#[unsafe(no_mangle)]
unsafe extern "C" fn host_float_parse(text: *const u8, len: usize) -> f64 {
    let text = unsafe { slice::from_raw_parts(text, len) };
    std::str::from_utf8(text).ok().and_then(|text| text.parse().ok()).unwrap_or(f64::NAN)
}

/// A finite float rounded to this many digits after the point, before it where
/// there are fewer than none: the decimal number is rounded, not a product.
#[unsafe(no_mangle)]
extern "C" fn host_float_round(value: f64, digits: i32) -> f64 {
    let mut text = Vec::with_capacity(ROOM);
    if digits > 323 || value == 0.0 {
        return value;
    }
    if digits >= 0 {
        write_float(&mut text, value.abs(), b'f', digits as usize, false);
    } else {
        let exponent = write_scientific(&mut text, value.abs(), None);
        text.clear();
        // How many digits of the number are left.
        let left = i64::from(exponent) + 1 + i64::from(digits);
        if left < 0 {
            return value * 0.0;
        }
        if left == 0 {
            // Less than half is nothing, and so is half: the next even number is 0.
            let unit = format!("1e{}", -i64::from(digits)).parse::<f64>().unwrap_or(f64::INFINITY);
            return if value.abs() > unit / 2.0 { unit.copysign(value) } else { value * 0.0 };
        }
        write_float(&mut text, value.abs(), b'e', left as usize - 1, false);
    }
    unsafe { host_float_parse(text.as_ptr(), text.len()) }.copysign(value)
}
