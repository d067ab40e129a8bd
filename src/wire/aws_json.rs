//! awsJson1.1.
