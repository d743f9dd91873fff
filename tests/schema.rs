//! The published schema is the one of the types.

use firstbell::instance::Instance;
use serde_json::Value;

#[test]
fn the_published_schema_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/instances/schema.json");
    let current = schemars::schema_for!(Instance).to_value();
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(path, format!("{current:#}\n")).expect(path);
    }
    let published = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        serde_json::from_str::<Value>(&published).ok() == Some(current),
        "instances/schema.json differs from the types; write it anew with\n\
         UPDATE_SCHEMA=1 cargo test --release --test schema"
    );
}
