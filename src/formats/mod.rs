//! Files of other programs and our own: one module per format. They convert and never judge.

mod json;
pub mod native;
pub mod xhstt;
