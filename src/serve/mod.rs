//! TODO serve
