//! Enhanced metafiles: the records of a picture, played on a [`Device`]. What Excel puts on the clipboard and offices
//! paste into reports is such a picture of a range.
//!
//! Only what places a text or draws a straight line is looked at. Pictures of the newer kind keep a second copy of
//! everything in comments ("EMF+"); it is read where the first one shows no text.

use std::collections::HashMap;

use super::bytes::{f32_at, i16_at, i32_at, u32_at, utf16};
use super::canvas::{Device, Drawing, Font, Matrix, Point};
use super::{charset, emfplus};
use crate::{Code, Context, Locator, Notice};

/// Whether bytes begin like an enhanced metafile.
pub(super) fn is_emf(bytes: &[u8]) -> bool {
    u32_at(bytes, 0) == Some(1) && bytes.get(40..44) == Some(b" EMF")
}

/// Plays the records up to the end of the picture or to the first that is broken, which a notice names.
pub(super) fn play(context: &mut Context<'_>, part: &str, bytes: &[u8]) -> Drawing {
    let mut player =
        Player { device: Device::new(context.limits), objects: HashMap::new(), plus: Vec::new() };
    let (mut at, mut record, mut short) = (0, 0_usize, 0_usize);
    let broken = loop {
        let (Some(kind), Some(size)) = (u32_at(bytes, at), u32_at(bytes, at + 4)) else { break true };
        let Some(body) = bytes.get(at..at.saturating_add(size as usize)).filter(|body| body.len() >= 8)
        else {
            break true;
        };
        if kind == END {
            break false;
        }
        short += usize::from(player.record(kind, body).is_none());
        at += body.len();
        record += 1;
    };
    if broken || short > 0 {
        let detail = format!("record {record}, byte {at}, {short} short");
        let notice = Notice::new(Code::PART_BROKEN).at(Locator::Part { part: part.into(), row: 0, col: 0 });
        context.notices.add(notice.with("part", part).with("detail", detail));
    }
    let mut drawing = player.device.drawing;
    if drawing.marks.is_empty() {
        emfplus::play(context.limits, &player.plus, &mut drawing);
    }
    drawing
}

const END: u32 = 14;

struct Player<'a, 'l> {
    device: Device<'l>,
    objects: HashMap<u32, Object>,
    plus: Vec<&'a [u8]>,
}

#[derive(Clone, Copy)]
enum Object {
    Font(Font),
    Pen { shows: bool },
}

/// The form of the numbers of a point.
#[derive(Clone, Copy)]
enum Width {
    Long,
    Short,
}

impl Width {
    fn point(self, body: &[u8], at: usize) -> Option<Point> {
        match self {
            Self::Long => Some(Point::new(i32_at(body, at)?, i32_at(body, at + 4)?)),
            Self::Short => Some(Point::new(i16_at(body, at)?, i16_at(body, at + 2)?)),
        }
    }

    fn bytes(self) -> usize {
        match self {
            Self::Long => 8,
            Self::Short => 4,
        }
    }
}

fn long_point(body: &[u8], at: usize) -> Option<Point> {
    Width::Long.point(body, at)
}

impl<'a> Player<'a, '_> {
    /// Plays one record. `None` where it is shorter than its kind needs.
    fn record(&mut self, kind: u32, body: &'a [u8]) -> Option<()> {
        match kind {
            1 | 9..=12 | 17 | 22 | 31..=36 => self.setting(kind, body),
            37 | 38 | 40 | 82 | 95 => self.object(kind, body),
            2..=8 | 27 | 43 | 44 | 54 | 59..=64 | 67 | 68 | 71 | 74 | 76 | 85..=91 => self.line(kind, body),
            83 | 84 | 96 | 97 | 108 => self.text(kind, body),
            70 => {
                if body.get(12..16) == Some(b"EMF+") {
                    let end = (u32_at(body, 8)? as usize).saturating_add(12).min(body.len());
                    self.plus.push(body.get(16..end)?);
                }
                Some(())
            }
            _ => Some(()),
        }
    }

    fn setting(&mut self, kind: u32, body: &[u8]) -> Option<()> {
        let state = &mut self.device.state;
        match kind {
            1 => {
                let (pixels, millimetres) = (long_point(body, 72)?, long_point(body, 80)?);
                if millimetres.x > 0.0 && millimetres.y > 0.0 && pixels.x > 0.0 && pixels.y > 0.0 {
                    self.device.density = Point { x: pixels.x / millimetres.x, y: pixels.y / millimetres.y };
                }
            }
            9 => state.window_extent = Some(long_point(body, 8)?),
            10 => state.window_origin = long_point(body, 8)?,
            11 => state.viewport_extent = Some(long_point(body, 8)?),
            12 => state.viewport_origin = long_point(body, 8)?,
            17 => state.map_mode = u32_at(body, 8)?,
            22 => state.align = u32_at(body, 8)?,
            31 => scale(&mut state.viewport_extent, body)?,
            32 => scale(&mut state.window_extent, body)?,
            33 => self.device.save(),
            34 => self.device.restore(i32_at(body, 8)?),
            35 => state.world = matrix(body)?,
            36 => {
                let (change, world) = (matrix(body)?, state.world);
                state.world = match u32_at(body, 32)? {
                    1 => Matrix::IDENTITY,
                    2 => change.then(&world),
                    3 => world.then(&change),
                    4 => change,
                    _ => world,
                };
            }
            _ => {}
        }
        Some(())
    }

    fn object(&mut self, kind: u32, body: &[u8]) -> Option<()> {
        const NULL_PEN: u32 = 5;
        let handle = u32_at(body, 8)?;
        let pen = |style: u32| Object::Pen { shows: style & 0xf != NULL_PEN };
        match kind {
            37 => self.select(handle),
            38 => drop(self.objects.insert(handle, pen(u32_at(body, 12)?))),
            95 => drop(self.objects.insert(handle, pen(u32_at(body, 28)?))),
            40 => drop(self.objects.remove(&handle)),
            _ => {
                let font = Font {
                    height: i32_at(body, 12)?,
                    escapement: i32_at(body, 20)?,
                    weight: i32_at(body, 28)?,
                    charset: *body.get(35)?,
                };
                self.objects.insert(handle, Object::Font(font));
            }
        }
        Some(())
    }

    fn select(&mut self, handle: u32) {
        const STOCK: u32 = 0x8000_0000;
        match self.objects.get(&handle) {
            Some(&Object::Font(font)) => self.device.state.font = font,
            Some(&Object::Pen { shows }) => self.device.state.pen_shows = shows,
            None if handle & STOCK != 0 => match handle & 0xff {
                6 | 7 => self.device.state.pen_shows = true,
                8 => self.device.state.pen_shows = false,
                10..=14 | 16 | 17 => self.device.state.font = Font { height: 16, ..Font::default() },
                _ => {}
            },
            None => {}
        }
    }

    fn line(&mut self, kind: u32, body: &[u8]) -> Option<()> {
        match kind {
            27 => self.device.state.position = long_point(body, 8)?,
            54 => self.device.line_to(long_point(body, 8)?),
            43 | 44 => self.device.rectangle(long_point(body, 8)?, long_point(body, 16)?),
            3 | 4 => self.poly(Width::Long, body, kind == 3)?,
            86 | 87 => self.poly(Width::Short, body, kind == 86)?,
            6 => self.poly_to(Width::Long, body)?,
            89 => self.poly_to(Width::Short, body)?,
            7 | 8 => self.many(Width::Long, body, kind == 8)?,
            90 | 91 => self.many(Width::Short, body, kind == 91)?,
            5 => self.bezier_to(Width::Long, body)?,
            88 => self.bezier_to(Width::Short, body)?,
            59 => self.device.begin_path(),
            62 => self.device.end_path(false, true),
            63 => self.device.end_path(true, true),
            64 => self.device.end_path(true, false),
            67 | 68 => self.device.end_path(false, false),
            71 => self.region(body, 32)?,
            74 => self.region(body, 28)?,
            76 => {
                let (from, size) = (long_point(body, 24)?, long_point(body, 32)?);
                self.device.fill(from, Point { x: from.x + size.x, y: from.y + size.y });
            }
            _ => {}
        }
        Some(())
    }

    fn poly(&mut self, width: Width, body: &[u8], closed: bool) -> Option<()> {
        self.device.polyline(points(width, body, 28, u32_at(body, 24)?)?, closed);
        Some(())
    }

    fn poly_to(&mut self, width: Width, body: &[u8]) -> Option<()> {
        points(width, body, 28, u32_at(body, 24)?)?.for_each(|point| self.device.line_to(point));
        Some(())
    }

    /// Of a curve only its end matters: the next line goes on from there.
    fn bezier_to(&mut self, width: Width, body: &[u8]) -> Option<()> {
        if let Some(end) = points(width, body, 28, u32_at(body, 24)?)?.last() {
            self.device.state.position = end;
        }
        Some(())
    }

    fn many(&mut self, width: Width, body: &[u8], closed: bool) -> Option<()> {
        let lines = u32_at(body, 24)? as usize;
        let counts = body.get(32..32_usize.checked_add(lines.checked_mul(4)?)?)?;
        let mut at = 32 + counts.len();
        for count in counts.chunks_exact(4) {
            let count = u32_at(count, 0)?;
            self.device.polyline(points(width, body, at, count)?, closed);
            at += count as usize * width.bytes();
        }
        Some(())
    }

    fn region(&mut self, body: &[u8], at: usize) -> Option<()> {
        let rectangles = u32_at(body, at + 8)? as usize;
        for rectangle in body.get(at + 32..)?.chunks_exact(16).take(rectangles) {
            self.device.fill(long_point(rectangle, 0)?, long_point(rectangle, 8)?);
        }
        Some(())
    }

    fn text(&mut self, kind: u32, body: &[u8]) -> Option<()> {
        match kind {
            83 | 84 => self.string(body, 36, kind == 84),
            108 => self.small(body),
            _ => {
                let strings = u32_at(body, 36)? as usize;
                (0..strings)
                    .try_for_each(|nth| self.string(body, nth.checked_mul(40)?.checked_add(40)?, kind == 97))
            }
        }
    }

    /// A string described by a text object: reference point, count, offset, options, rectangle, offset of the advances.
    fn string(&mut self, body: &[u8], at: usize, wide: bool) -> Option<()> {
        const PAIRS: u32 = 0x2000;
        let (reference, count) = (long_point(body, at)?, u32_at(body, at + 8)? as usize);
        let (from, options) = (u32_at(body, at + 12)? as usize, u32_at(body, at + 16)?);
        let letters = body.get(from..from.checked_add(count.checked_mul(if wide { 2 } else { 1 })?)?)?;
        let (step, dx) = (if options & PAIRS == 0 { 4 } else { 8 }, u32_at(body, at + 36)? as usize);
        let advances = body.get(dx..).filter(|_| dx >= at + 40).unwrap_or_default();
        let known = advances.len() / step >= count;
        let sum = |total: f64, one: &[u8]| total + u32_at(one, 0).map_or(0.0, f64::from);
        let advance = known.then(|| advances.chunks_exact(step).take(count).fold(0.0, sum));
        self.show(letters, wide, options, (reference, advance));
        Some(())
    }

    fn small(&mut self, body: &[u8]) -> Option<()> {
        const NO_RECTANGLE: u32 = 0x100;
        const NARROW: u32 = 0x200;
        let (reference, count, options) =
            (long_point(body, 8)?, u32_at(body, 16)? as usize, u32_at(body, 20)?);
        let from: usize = if options & NO_RECTANGLE == 0 { 52 } else { 36 };
        if options & NARROW == 0 {
            let letters = body.get(from..from.checked_add(count.checked_mul(2)?)?)?;
            self.show(letters, true, options, (reference, None));
        } else {
            let letters: String =
                body.get(from..from.checked_add(count)?)?.iter().map(|&byte| char::from(byte)).collect();
            self.device.text(letters, reference, None);
        }
        Some(())
    }

    fn show(&mut self, letters: &[u8], wide: bool, options: u32, (at, advance): (Point, Option<f64>)) {
        const GLYPHS: u32 = 0x10;
        if options & GLYPHS != 0 {
            self.device.drawing.glyph_texts += usize::from(!letters.is_empty());
            return;
        }
        let text =
            if wide { utf16(letters) } else { charset::decode(self.device.state.font.charset, letters) };
        self.device.text(text, at, advance);
    }
}

fn points(width: Width, body: &[u8], from: usize, count: u32) -> Option<impl Iterator<Item = Point>> {
    let bytes = body.get(from..from.checked_add((count as usize).checked_mul(width.bytes())?)?)?;
    Some(bytes.chunks_exact(width.bytes()).filter_map(move |point| width.point(point, 0)))
}

fn matrix(body: &[u8]) -> Option<Matrix> {
    let mut numbers = [0.0; 6];
    for (nth, number) in numbers.iter_mut().enumerate() {
        *number = f32_at(body, 8 + nth * 4)?;
    }
    Some(Matrix(numbers))
}

/// Multiplies an extent by two fractions.
fn scale(extent: &mut Option<Point>, body: &[u8]) -> Option<()> {
    let (x, y) = (long_point(body, 8)?, long_point(body, 16)?);
    let old = extent.unwrap_or(Point::new(1.0, 1.0));
    *extent = Some(Point { x: old.x * x.x / x.y, y: old.y * y.x / y.y });
    Some(())
}

#[cfg(test)]
mod tests;
