#!/bin/bash -eu
# What CI runs; OUT and SANITIZER are set by the image, whose Rust is a nightly.
exec "$SRC/kmspec/fuzz/build"
