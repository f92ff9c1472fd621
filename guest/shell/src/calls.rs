//! Calls with byte strings in both directions, for what is no hot path.

use std::cell::RefCell;
use std::ptr;
use std::slice;

use crate::files::number;
use crate::reserve;
use crate::vivarium::runner::context;
use crate::vivarium::runner::files::{self, Kind};
use crate::vivarium::runner::safe_http::{self, HttpError, Request};
use crate::vivarium::runner::tools::{self, ToolError};

/// `host_bytes_t` of host.h.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Bytes {
    data: *const u8,
    len: usize,
}

#[derive(Default)]
struct Results {
    strings: Vec<Vec<u8>>,
    views: Vec<Bytes>,
}

thread_local! {
    static RESULTS: RefCell<Results> = RefCell::default();
}

const ENOMEM: i32 = 12;
const EINVAL: i32 = 22;

/// What a call may need beside copies of its arguments.
const CALL_ROOM: usize = 64 * 1024;

/// Why a tool or a request gave nothing, as the frozen modules tell them apart.
/// The numbers of files are those of errno.
mod status {
    pub const UNKNOWN: i32 = 1;
    pub const INVALID: i32 = 2;
    pub const DENIED: i32 = 3;
    pub const FAILED: i32 = 4;
    pub const BUDGET: i32 = 5;
    pub const TIMEOUT: i32 = 6;
    pub const TOO_LARGE: i32 = 7;
    pub const DNS: i32 = 8;
    pub const CONNECT: i32 = 9;
    pub const TLS: i32 = 10;
    pub const PROTOCOL: i32 = 11;
}

type Outcome = Result<Vec<Vec<u8>>, (i32, Vec<Vec<u8>>)>;

/// The enumeration of host.h.
#[unsafe(no_mangle)]
unsafe extern "C" fn host_call(
    operation: i32,
    arguments: *const Bytes,
    count: usize,
    results: *mut *const Bytes,
    results_count: *mut usize,
) -> i32 {
    let arguments: Vec<&[u8]> = if count == 0 {
        Vec::new()
    } else {
        unsafe { slice::from_raw_parts(arguments, count) }
            .iter()
            .map(|bytes| match bytes.len {
                0 => &[][..],
                len => unsafe { slice::from_raw_parts(bytes.data, len) },
            })
            .collect()
    };
    let size: usize = arguments.iter().map(|bytes| bytes.len()).sum();
    let (status, strings) = if !reserve::has_room(size.saturating_add(CALL_ROOM)) {
        (ENOMEM, Vec::new())
    } else {
        match dispatch(operation, &arguments) {
            Ok(strings) => (0, strings),
            Err(failure) => failure,
        }
    };
    RESULTS.with_borrow_mut(|kept| {
        kept.views.clear();
        kept.views.extend(strings.iter().map(|string| Bytes {
            data: string.as_ptr(),
            len: string.len(),
        }));
        kept.strings = strings;
        unsafe {
            *results = if kept.views.is_empty() {
                ptr::null()
            } else {
                kept.views.as_ptr()
            };
            *results_count = kept.views.len();
        }
    });
    status
}

fn dispatch(operation: i32, arguments: &[&[u8]]) -> Outcome {
    let text = |index: usize| -> Result<&str, (i32, Vec<Vec<u8>>)> {
        arguments
            .get(index)
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .ok_or((EINVAL, vec![b"not a UTF-8 string".to_vec()]))
    };
    match operation {
        0 => Ok(flatten(context::inputs())),
        1 => Ok(context::arguments()
            .into_iter()
            .map(String::into_bytes)
            .collect()),
        2 => Ok(flatten(context::environment())),
        3 => Ok(tools::list()
            .into_iter()
            .flat_map(|tool| [tool.name, tool.description, tool.parameters])
            .map(String::into_bytes)
            .collect()),
        4 => call_tool(text(0)?, text(1)?),
        5 => fetch(text(0)?, text(1)?, arguments),
        6 => file_outcome(files::stat(text(0)?), |found| {
            vec![kind(found.kind), found.size.to_string().into_bytes()]
        }),
        7 => file_outcome(files::list(text(0)?), |entries| {
            entries
                .into_iter()
                .flat_map(|entry| [entry.name.into_bytes(), kind(entry.kind)])
                .collect()
        }),
        8 => file_outcome(files::make_directory(text(0)?), |()| Vec::new()),
        9 => file_outcome(files::remove(text(0)?), |()| Vec::new()),
        10 => file_outcome(files::rename(text(0)?, text(1)?), |()| Vec::new()),
        _ => Err((EINVAL, Vec::new())),
    }
}

fn flatten(pairs: Vec<(String, String)>) -> Vec<Vec<u8>> {
    pairs
        .into_iter()
        .flat_map(|(name, value)| [name.into_bytes(), value.into_bytes()])
        .collect()
}

fn kind(kind: Kind) -> Vec<u8> {
    match kind {
        Kind::File => b"f".to_vec(),
        Kind::Directory => b"d".to_vec(),
    }
}

fn file_outcome<T>(
    result: Result<T, files::FileError>,
    tell: impl FnOnce(T) -> Vec<Vec<u8>>,
) -> Outcome {
    result
        .map(tell)
        .map_err(|error| (number(&error), Vec::new()))
}

fn call_tool(name: &str, arguments: &str) -> Outcome {
    let failure = |status, why: &str| Err((status, vec![why.as_bytes().to_vec()]));
    match tools::call(name, arguments) {
        Ok(result) => Ok(vec![result.into_bytes()]),
        Err(ToolError::Unknown) => failure(status::UNKNOWN, ""),
        Err(ToolError::InvalidArguments(why)) => failure(status::INVALID, &why),
        Err(ToolError::Denied(why)) => failure(status::DENIED, &why),
        Err(ToolError::Failed(why)) => failure(status::FAILED, &why),
        Err(ToolError::Budget) => failure(status::BUDGET, ""),
    }
}

/// Arguments: method, URL, `1` where there is a body, the body, then the names
/// and values of the headers. Results: status, body, names and values.
fn fetch(method: &str, url: &str, arguments: &[&[u8]]) -> Outcome {
    let [_, _, has_body, body, headers @ ..] = arguments else {
        return Err((EINVAL, Vec::new()));
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let request = Request {
        method: method.to_string(),
        url: url.to_string(),
        headers: headers
            .chunks_exact(2)
            .map(|header| (text(header[0]), text(header[1])))
            .collect(),
        body: (*has_body == b"1").then(|| body.to_vec()),
    };
    let failure = |status, why: String| Err((status, vec![why.into_bytes()]));
    match safe_http::fetch(&request) {
        Ok(response) => {
            let mut results = vec![response.status.to_string().into_bytes(), response.body];
            results.extend(flatten(response.headers));
            Ok(results)
        }
        Err(HttpError::Denied(why)) => failure(status::DENIED, why),
        Err(HttpError::Timeout) => failure(status::TIMEOUT, String::new()),
        Err(HttpError::TooLarge(limit)) => failure(status::TOO_LARGE, limit.to_string()),
        Err(HttpError::Dns) => failure(status::DNS, String::new()),
        Err(HttpError::Connect) => failure(status::CONNECT, String::new()),
        Err(HttpError::Tls) => failure(status::TLS, String::new()),
        Err(HttpError::Protocol(why)) => failure(status::PROTOCOL, why),
        Err(HttpError::Budget) => failure(status::BUDGET, String::new()),
    }
}
