//! stub
use super::{Kind, Watch};
use crate::board::Board;
use crate::problem::*;
use crate::program::Builder;
use crate::words::Message;

impl Kind for Preferred {
    fn points(&self, _: &Problem) -> usize {
        unimplemented!()
    }
    fn watch(&self, _: &Problem, _: usize, _: &mut Watch) {
        unimplemented!()
    }
    fn deviation(&self, _: &Board, _: usize) -> i64 {
        unimplemented!()
    }
    fn explain(&self, _: &Board, _: usize, _: i64) -> Message {
        unimplemented!()
    }
    fn rows(&self, _: &mut Builder, _: usize) {
        unimplemented!()
    }
}
