//! What a key encrypts with: materials, one of them current.

use aws_lc_rs::hmac;

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
    pub(crate) fn current(&self) -> Option<&Material> {
        self.all.get(self.current?)
    }

    /// The one of this id, current or not: it decrypts what it encrypted.
    pub(crate) fn of_id(&self, id: &str) -> Option<&Material> {
        self.all.iter().find(|material| material.id == id)
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
}

/// The bytes from which a key's material follows, and the id by which answers name it.
#[derive(Clone, Default)]
pub(crate) struct Material {
    pub(crate) id: String,
    pub(crate) bytes: [u8; 32],
    /// The number of the RSA key that it is, if it is one.
    pub(crate) rsa: usize,
}

impl Material {
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
