//! The index: its figures, its nodes, its databases, its API.

mod api;
mod document;
mod generated;
mod histories;
mod killed;
mod lying;
mod modules;
mod postgres;
mod webhooks;
mod writers;
