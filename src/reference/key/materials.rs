//! What a key encrypts with: materials, one of them current.

use std::cmp::Ordering;

use aws_lc_rs::hmac;

use crate::reference::rng::Rng;
use crate::reference::rotation::Rotation;
use crate::wire::Timestamp;

/// The materials of a key, the oldest first. A key of origin `EXTERNAL` has none before one is imported.
#[derive(Debug, Clone, Default)]
pub(crate) struct Materials {
    all: Vec<Material>,
    /// Where the current one stands; what follows it waits for its rotation.
    current: Option<usize>,
}

impl Materials {
    /// The materials of a new key.
    pub(crate) fn of(first: Option<Material>) -> Self {
        let mut materials = Self::default();
        if let Some(material) = first {
            let id = material.id.clone();
            materials.add(material);
            materials.make_current(&id);
        }
        materials
    }

    /// The one that encrypts, signs and makes codes; `None` where none is there.
    ///
    /// A key of which any material is gone that it had has none (`ImportKeyMaterial` documentation).
    pub(crate) fn current(&self) -> Option<&Material> {
        let had = self.all.get(..=self.current?)?;
        had.last().filter(|_| had.iter().all(Material::is_there))
    }

    /// The current one, whether it is there or gone.
    pub(crate) fn named_current(&self) -> Option<&Material> {
        self.all.get(self.current?)
    }

    /// The one of this id, to be changed.
    pub(crate) fn with_id(&mut self, id: &str) -> Option<&mut Material> {
        self.all.iter_mut().find(|material| material.id == id)
    }

    /// Lets what is no longer valid at this time go.
    pub(crate) fn expire(&mut self, now: Timestamp) {
        for imported in self.all.iter_mut().filter_map(|it| it.imported.as_mut()) {
            imported.is_gone |= imported.until.is_some_and(|until| until <= now);
        }
    }

    /// The one of this id, current or not: it decrypts what it encrypted.
    pub(crate) fn of_id(&self, id: &str) -> Option<&Material> {
        let mut there = self.all.iter().filter(|material| material.is_there());
        there.find(|material| material.id == id)
    }

    /// The one that waits for its rotation; only imported material does.
    pub(crate) fn pending(&self) -> Option<&Material> {
        self.all.get(self.current? + 1)
    }

    /// All of them, the oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Material> {
        self.all.iter()
    }

    /// What is told of one of them (fact T-534).
    pub(crate) fn state_of(&self, material: &Material) -> &'static str {
        let is_it = |one: &Material| std::ptr::eq(one, material);
        let place = self.all.iter().position(is_it);
        match place.cmp(&self.current) {
            Ordering::Less => "NON_CURRENT",
            Ordering::Equal => "CURRENT",
            Ordering::Greater => "PENDING_ROTATION",
        }
    }

    /// Adds one that is not current yet.
    pub(crate) fn add(&mut self, material: Material) {
        self.all.push(material);
    }

    /// Makes the one of this id current; of an id that none has, it changes nothing.
    pub(crate) fn make_current(&mut self, id: &str) {
        let found = self.all.iter().position(|material| material.id == id);
        self.current = found.or(self.current);
    }

    /// Makes the last one of this id current, by this rotation.
    pub(crate) fn rotate_to(&mut self, id: &str, rotation: Rotation) {
        let found = self.all.iter().rposition(|material| material.id == id);
        if let Some(material) = found.and_then(|place| self.all.get_mut(place)) {
            material.rotation = Some(rotation);
            self.current = found;
        }
    }

    /// Takes every one away; no rotation of AWS does.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }
}

/// The bytes from which a key's material follows, and the id by which answers name it.
#[derive(Clone, Default)]
pub(crate) struct Material {
    pub(crate) id: String,
    pub(crate) bytes: [u8; 32],
    /// The number of the RSA key that it is, if it is one.
    pub(crate) rsa: usize,
    /// What made it current; nothing did with a key's first.
    pub(crate) rotation: Option<Rotation>,
    /// What is known of it, if it was imported.
    pub(crate) imported: Option<Imported>,
}

/// What is known of imported material.
#[derive(Clone)]
pub(crate) struct Imported {
    /// The bytes that came.
    pub(crate) secret: Option<Vec<u8>>,
    /// When it goes; it stays without.
    pub(crate) until: Option<Timestamp>,
    pub(crate) description: Option<String>,
    /// Whether it was deleted, or its time is over.
    pub(crate) is_gone: bool,
}

impl Material {
    /// New material of no RSA key.
    pub(crate) fn drawn(rng: &mut Rng) -> Self {
        Self {
            id: rng.hex(64),
            bytes: rng.bytes(),
            ..Self::default()
        }
    }

    /// Whether it can be used.
    pub(crate) fn is_there(&self) -> bool {
        self.imported.as_ref().is_none_or(|it| !it.is_gone)
    }

    /// The bytes that were imported.
    pub(crate) fn secret(&self) -> Option<&[u8]> {
        self.imported.as_ref()?.secret.as_deref()
    }

    /// So many bytes that follow from the material and from what they are for: HKDF of RFC 5869 without salt, by SHA-256.
    pub(crate) fn expanded(&self, purpose: &[u8], length: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(length + 32);
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.bytes);
        let (mut block, mut counter) = (Vec::new(), 1u8);
        while bytes.len() < length {
            let input = [&block[..], purpose, &[counter]].concat();
            block = hmac::sign(&key, &input).as_ref().to_vec();
            bytes.extend_from_slice(&block);
            counter = counter.wrapping_add(1);
        }
        bytes.truncate(length);
        bytes
    }
}

impl std::fmt::Debug for Material {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "[material {}]", self.id)
    }
}
