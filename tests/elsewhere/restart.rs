//! Methods of a type that another file declares.

use crate::model::Model;
use ad::differentiate;

#[differentiate]
impl Model {
    /// Changes its receiver, which only this file says.
    pub fn restart(&mut self, x: f64) {
        self.scale = self.scale * x * x;
    }
}
