mod gauss;

pub use gauss::gauss;
