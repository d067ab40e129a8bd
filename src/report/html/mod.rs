//! One page that needs nothing else: no network, no library, and no script but its own.
//!
//! The page holds an index, from which it draws, and the details of what needs a look, packed, which it opens one by one: so
//! it opens at once with 60,000 results. What an endpoint has sent stands in it only within JSON or base64, and the script
//! shows it as text; a policy in its head lets no other script run.

mod details;
mod index;
mod page;

pub(super) use page::write_html;
