//! On macOS, a library that Python loads must say that its symbols come from Python.

fn main() {
    pyo3_build_config::add_extension_module_link_args();
}
