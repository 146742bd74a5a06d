//! The second copy of a picture's records, kept in the comments of an EMF file. Read for its texts and lines where
//! the first copy has no texts.

use super::bytes::{f32_at, i16_at, u16_at, u32_at, utf16};
use super::canvas::{Drawing, Mark, Matrix, Point, ems};
use crate::Limits;

pub(super) fn play(limits: &Limits, comments: &[&[u8]], drawing: &mut Drawing) {
    let mut player = Player {
        limits,
        drawing,
        world: Matrix::IDENTITY,
        saved: Vec::new(),
        sizes: [12.0; 256],
        bold: [false; 256],
    };
    for comment in comments {
        let mut rest = *comment;
        while let (Some(kind), Some(flags), Some(size)) = (u16_at(rest, 0), u16_at(rest, 2), u32_at(rest, 4))
        {
            let size = size as usize;
            let Some(body) = rest.get(12..size) else { break };
            // A record that is too short shows nothing; the next one still may.
            let _shown = player.record(kind, flags, body);
            rest = &rest[size..];
        }
    }
}

struct Player<'p> {
    limits: &'p Limits,
    drawing: &'p mut Drawing,
    world: Matrix,
    saved: Vec<Matrix>,
    /// Font sizes and weights by object number.
    sizes: [f64; 256],
    bold: [bool; 256],
}

const COMPRESSED: u16 = 0x4000;

impl Player<'_> {
    fn record(&mut self, kind: u16, flags: u16, body: &[u8]) -> Option<()> {
        match kind {
            0x4008 => self.object(flags, body)?,
            0x400a | 0x400b => self.rectangles(kind == 0x400b, flags, body)?,
            0x400d => self.lines(flags, body)?,
            0x401c => self.string(flags, body)?,
            0x4036 => self.driver_string(flags, body)?,
            0x4025 if self.saved.len() < 1024 => self.saved.push(self.world),
            0x4026 => self.world = self.saved.pop().unwrap_or(self.world),
            0x402a => self.world = matrix(body, 0)?,
            0x402b => self.world = Matrix::IDENTITY,
            0x402c => self.change(flags, matrix(body, 0)?),
            0x402d => self.change(flags, Matrix([1.0, 0.0, 0.0, 1.0, f32_at(body, 0)?, f32_at(body, 4)?])),
            0x402e => self.change(flags, Matrix([f32_at(body, 0)?, 0.0, 0.0, f32_at(body, 4)?, 0.0, 0.0])),
            _ => {}
        }
        Some(())
    }

    /// Changes come after what was set, where the record says so, else before it.
    fn change(&mut self, flags: u16, change: Matrix) {
        const AFTER: u16 = 0x2000;
        self.world = if flags & AFTER != 0 { self.world.then(&change) } else { change.then(&self.world) };
    }

    fn object(&mut self, flags: u16, body: &[u8]) -> Option<()> {
        const FONT: u16 = 6;
        if (flags >> 8) & 0x7f == FONT {
            let id = usize::from(flags & 0xff);
            self.sizes[id] = f32_at(body, 4)?;
            self.bold[id] = u32_at(body, 12)? & 1 != 0;
        }
        Some(())
    }

    fn rectangles(&mut self, drawn: bool, flags: u16, body: &[u8]) -> Option<()> {
        let head = if drawn { 4 } else { 8 };
        let count = u32_at(body, head - 4)? as usize;
        let size = if flags & COMPRESSED != 0 { 8 } else { 16 };
        for one in body.get(head..)?.chunks_exact(size).take(count) {
            let (from, extent) = (point(flags, one, 0)?, point(flags, one, 1)?);
            let to = Point { x: from.x + extent.x, y: from.y + extent.y };
            let (a, c) = (self.world.apply(from), self.world.apply(to));
            if !drawn {
                self.drawing.add_box(self.limits, a, c);
                continue;
            }
            let (b, d) = (Point { x: c.x, y: a.y }, Point { x: a.x, y: c.y });
            [(a, b), (b, c), (c, d), (d, a)]
                .iter()
                .for_each(|&(p, q)| self.drawing.add_line(self.limits, p, q));
        }
        Some(())
    }

    fn lines(&mut self, flags: u16, body: &[u8]) -> Option<()> {
        const RELATIVE: u16 = 0x0800;
        let count = u32_at(body, 0)? as usize;
        let size = if flags & COMPRESSED != 0 { 4 } else { 8 };
        if flags & RELATIVE != 0 {
            return Some(());
        }
        let mut points = body.get(4..)?.chunks_exact(size).take(count).filter_map(|one| point(flags, one, 0));
        let mut last = self.world.apply(points.next()?);
        for next in points {
            let next = self.world.apply(next);
            self.drawing.add_line(self.limits, last, next);
            last = next;
        }
        Some(())
    }

    fn string(&mut self, flags: u16, body: &[u8]) -> Option<()> {
        let count = u32_at(body, 8)? as usize;
        let (at, size) = (point(0, body.get(12..)?, 0)?, point(0, body.get(12..)?, 1)?);
        let text = utf16(body.get(28..28_usize.checked_add(count.checked_mul(2)?)?)?);
        let em = self.sizes[usize::from(flags & 0xff)];
        let extent = |given: f64, own: f64| if given > 0.0 { given } else { own };
        let size = Point { x: extent(size.x, em * ems(&text)), y: extent(size.y, em * 1.1) };
        self.mark(text, flags, at, size);
        Some(())
    }

    fn driver_string(&mut self, flags: u16, body: &[u8]) -> Option<()> {
        const UNICODE: u32 = 1;
        let (options, with_matrix, count) = (u32_at(body, 4)?, u32_at(body, 8)?, u32_at(body, 12)? as usize);
        let end = 16_usize.checked_add(count.checked_mul(2)?)?;
        let letters = body.get(16..end)?;
        if options & UNICODE == 0 {
            self.drawing.glyph_texts += usize::from(count > 0);
            return Some(());
        }
        let places = end.next_multiple_of(4);
        let own =
            if with_matrix != 0 { matrix(body, body.len().checked_sub(24)?)? } else { Matrix::IDENTITY };
        let first = own.apply(point(0, body.get(places..)?, 0)?);
        let em = self.sizes[usize::from(flags & 0xff)];
        let text = utf16(letters);
        let size = Point { x: em * ems(&text), y: em * 1.1 };
        self.mark(text, flags, Point { x: first.x, y: first.y - em * 0.86 }, size);
        Some(())
    }

    fn mark(&mut self, text: String, flags: u16, at: Point, size: Point) {
        let id = usize::from(flags & 0xff);
        let (a, b) = (self.world.apply(at), self.world.apply(Point { x: at.x + size.x, y: at.y + size.y }));
        let stretch = self.world.0[2].hypot(self.world.0[3]);
        let mark = Mark {
            text,
            left: a.x.min(b.x),
            right: a.x.max(b.x),
            top: a.y.min(b.y),
            bottom: a.y.max(b.y),
            em: self.sizes[id] * stretch,
            bold: self.bold[id],
        };
        self.drawing.add_mark(self.limits, mark);
    }
}

/// The n-th pair of numbers, short or long by the record's flags.
fn point(flags: u16, bytes: &[u8], nth: usize) -> Option<Point> {
    if flags & COMPRESSED != 0 {
        return Some(Point::new(i16_at(bytes, nth * 4)?, i16_at(bytes, nth * 4 + 2)?));
    }
    Some(Point { x: f32_at(bytes, nth * 8)?, y: f32_at(bytes, nth * 8 + 4)? })
}

fn matrix(bytes: &[u8], from: usize) -> Option<Matrix> {
    let mut numbers = [0.0; 6];
    for (nth, number) in numbers.iter_mut().enumerate() {
        *number = f32_at(bytes, from + nth * 4)?;
    }
    Some(Matrix(numbers))
}
