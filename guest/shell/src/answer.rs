//! The answer of a run, put together from what the interpreter says of its end.

use std::cell::RefCell;
use std::ffi::{CStr, c_char, c_void};
use std::slice;

use crate::vivarium::runner::types::{
    Display, Error, Exception, Frame, Output, SyntaxError, Value,
};

#[derive(Default)]
struct Answer {
    /// Text that was printed and belongs to the next call.
    text: Vec<u8>,
    /// There was no memory for all of it.
    text_lost: bool,
    message: String,
    value: Option<Value>,
    displays: Vec<Display>,
    exception: Option<Exception>,
    /// The exception is a MemoryError that the interpreter raised where it was refused
    /// memory, not one that the program made.
    out_of_memory: bool,
    frames: Vec<Frame>,
    error: Option<Error>,
}

thread_local! {
    static ANSWER: RefCell<Answer> = RefCell::default();
}

impl Answer {
    /// The collected text. A Python string may hold lone surrogates, which no
    /// string of a component can: they become U+FFFD.
    fn take_text(&mut self) -> String {
        self.text_lost = false;
        let bytes = std::mem::take(&mut self.text);
        String::from_utf8(bytes)
            .unwrap_or_else(|broken| String::from_utf8_lossy(broken.as_bytes()).into_owned())
    }

    fn exception(&mut self) -> &mut Exception {
        self.exception.get_or_insert_with(|| Exception {
            class: String::new(),
            message: String::new(),
            traceback: String::new(),
            frames: Vec::new(),
        })
    }
}

fn with<T>(change: impl FnOnce(&mut Answer) -> T) -> T {
    ANSWER.with_borrow_mut(change)
}

/// What a run comes to that tells its end by the functions of host.h.
pub fn of(run: impl FnOnce()) -> Result<Output, Error> {
    with(|answer| *answer = Answer::default());
    run();
    let answer = with(std::mem::take);
    if let Some(error) = answer.error {
        return Err(error);
    }
    if let Some(mut exception) = answer.exception {
        exception.message = answer.message;
        exception.frames = answer.frames;
        return Err(if answer.out_of_memory {
            Error::OutOfMemory(exception)
        } else {
            Error::Exception(exception)
        });
    }
    Ok(Output {
        value: answer.value,
        displays: answer.displays,
    })
}

fn text_of(name: *const c_char) -> String {
    unsafe { CStr::from_ptr(name) }
        .to_string_lossy()
        .into_owned()
}

/// Makes room for more text: by doubling, or by less where there is not so much
/// memory any more.
fn make_room(text: &mut Vec<u8>, len: usize) -> bool {
    text.try_reserve(len).is_ok() || text.try_reserve_exact(len.max(text.len() / 8)).is_ok()
}

#[unsafe(no_mangle)]
extern "C" fn host_text(_: *mut c_void, text: *const u8, len: usize) {
    if len > 0 {
        let text = unsafe { slice::from_raw_parts(text, len) };
        with(|answer| {
            if answer.text_lost {
                return;
            }
            if make_room(&mut answer.text, len) {
                answer.text.extend_from_slice(text);
            } else {
                answer.text = Vec::new();
                answer.text_lost = true;
            }
        });
    }
}

#[unsafe(no_mangle)]
extern "C" fn host_text_lost() -> bool {
    with(|answer| answer.text_lost)
}

#[unsafe(no_mangle)]
extern "C" fn host_text_length() -> usize {
    with(|answer| answer.text.len())
}

#[unsafe(no_mangle)]
extern "C" fn host_text_truncate(len: usize) {
    with(|answer| answer.text.truncate(len));
}

#[unsafe(no_mangle)]
extern "C" fn host_answer_drop() {
    with(|answer| {
        *answer = Answer {
            displays: std::mem::take(&mut answer.displays),
            ..Answer::default()
        }
    });
}

#[unsafe(no_mangle)]
extern "C" fn host_answer_repr() {
    with(|answer| {
        let repr = answer.take_text();
        answer.value = Some(Value { repr, json: None });
    });
}

#[unsafe(no_mangle)]
extern "C" fn host_answer_json() {
    with(|answer| {
        let json = answer.take_text();
        if let Some(value) = &mut answer.value {
            value.json = Some(json);
        }
    });
}

#[unsafe(no_mangle)]
extern "C" fn host_answer_display(
    mime: *const u8,
    mime_len: usize,
    data: *const u8,
    len: usize,
) -> bool {
    let mime = unsafe { slice::from_raw_parts(mime, mime_len) };
    let data = unsafe { slice::from_raw_parts(data, len) };
    with(|answer| {
        let mut copy = Vec::new();
        if copy.try_reserve_exact(len).is_err() || answer.displays.try_reserve(1).is_err() {
            return false;
        }
        copy.extend_from_slice(data);
        answer.displays.push(Display {
            mime: String::from_utf8_lossy(mime).into_owned(),
            data: copy,
        });
        true
    })
}

#[unsafe(no_mangle)]
extern "C" fn host_answer_class() {
    with(|answer| answer.exception().class = answer.take_text());
}

#[unsafe(no_mangle)]
extern "C" fn host_answer_out_of_memory() {
    with(|answer| answer.out_of_memory = true);
}

#[unsafe(no_mangle)]
extern "C" fn host_answer_message() {
    with(|answer| answer.message = answer.take_text());
}

#[unsafe(no_mangle)]
extern "C" fn host_answer_traceback() {
    with(|answer| answer.exception().traceback = answer.take_text());
}

#[unsafe(no_mangle)]
extern "C" fn host_answer_frame(file: *const c_char, line: usize, function: *const c_char) {
    let frame = Frame {
        file: text_of(file),
        line: line as u32,
        function: text_of(function),
    };
    with(|answer| answer.frames.push(frame));
}

#[unsafe(no_mangle)]
extern "C" fn host_answer_syntax(line: usize, column: usize) {
    with(|answer| {
        answer.error = Some(Error::Syntax(SyntaxError {
            message: std::mem::take(&mut answer.message),
            file: "<code>".into(),
            line: line as u32,
            column: column as u32,
            text: answer.take_text(),
        }))
    });
}

#[unsafe(no_mangle)]
extern "C" fn host_answer_exit(status: i32) {
    with(|answer| answer.error = Some(Error::Exit(status)));
}

#[unsafe(no_mangle)]
extern "C" fn host_answer_internal(message: *const c_char) {
    with(|answer| answer.error = Some(Error::Internal(text_of(message))));
}
