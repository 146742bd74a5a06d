//! Windows metafiles, the older and smaller form of the same pictures: 16-bit records in words, fields in reverse.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use super::bytes::{i16_at, u16_at, u32_at};
use super::canvas::{Device, Drawing, Font, Point};
use super::charset;
use crate::{Code, Context, Locator, Notice};

const PLACEABLE: &[u8] = b"\xd7\xcd\xc6\x9a";
const PLACEABLE_BYTES: usize = 22;

/// Whether bytes begin like a metafile, with the header that gives it a place or without.
pub(super) fn is_wmf(bytes: &[u8]) -> bool {
    let bare = |at: usize| {
        matches!(u16_at(bytes, at), Some(1 | 2))
            && u16_at(bytes, at + 2) == Some(9)
            && matches!(u16_at(bytes, at + 4), Some(0x100 | 0x300))
    };
    bytes.starts_with(PLACEABLE) || bare(0)
}

/// Plays the records up to the end of the picture or to the first that is broken, which a notice names.
pub(super) fn play(context: &mut Context<'_>, part: &str, bytes: &[u8]) -> Drawing {
    let mut player = Player {
        device: Device::new(context.limits),
        objects: HashMap::new(),
        free: BinaryHeap::new(),
        handles: 0,
    };
    player.device.state.map_mode = 8;
    let head = if bytes.starts_with(PLACEABLE) { PLACEABLE_BYTES } else { 0 };
    let (mut at, mut record, mut short) = (head + 18, 0_usize, 0_usize);
    let broken = loop {
        let (Some(words), Some(kind)) = (u32_at(bytes, at), u16_at(bytes, at + 4)) else { break true };
        if kind == 0 {
            break false;
        }
        let end = (words as usize).checked_mul(2).and_then(|size| at.checked_add(size));
        let Some(body) = end.and_then(|end| bytes.get(at + 6..end)) else { break true };
        short += usize::from(player.record(kind, body).is_none());
        at += body.len() + 6;
        record += 1;
    };
    if broken || short > 0 {
        let detail = format!("record {record}, byte {at}, {short} short");
        let notice = Notice::new(Code::PART_BROKEN).at(Locator::Part { part: part.into(), row: 0, col: 0 });
        context.notices.add(notice.with("part", part).with("detail", detail));
    }
    player.device.drawing
}

struct Player<'l> {
    device: Device<'l>,
    objects: HashMap<u16, Object>,
    /// Numbers of deleted objects: a new one takes the lowest.
    free: BinaryHeap<Reverse<u16>>,
    handles: u16,
}

#[derive(Clone, Copy)]
enum Object {
    Font(Font),
    Pen { shows: bool },
    Other,
}

/// Two numbers, y first.
fn reversed(body: &[u8], at: usize) -> Option<Point> {
    Some(Point::new(i16_at(body, at + 2)?, i16_at(body, at)?))
}

impl Player<'_> {
    fn record(&mut self, kind: u16, body: &[u8]) -> Option<()> {
        match kind {
            0x001e | 0x0127 | 0x0103 | 0x012e | 0x020b..=0x0211 | 0x0410 | 0x0412 => self.setting(kind, body),
            0x012d | 0x01f0 | 0x02fa | 0x02fb | 0x02fc | 0x00f7 | 0x01f9 | 0x0142 | 0x06ff => {
                self.object(kind, body)
            }
            0x0213 | 0x0214 | 0x0324 | 0x0325 | 0x041b | 0x0538 | 0x061d => self.line(kind, body),
            0x0521 => self.text_out(body),
            0x0a32 => self.extended_text_out(body),
            _ => Some(()),
        }
    }

    fn setting(&mut self, kind: u16, body: &[u8]) -> Option<()> {
        let state = &mut self.device.state;
        match kind {
            0x001e => self.device.save(),
            0x0127 => self.device.restore(i32::from(i16_at(body, 0)?)),
            0x0103 => state.map_mode = u32::from(u16_at(body, 0)?),
            0x012e => state.align = u32::from(u16_at(body, 0)?),
            0x020b => state.window_origin = reversed(body, 0)?,
            0x020c => state.window_extent = Some(reversed(body, 0)?),
            0x020d => state.viewport_origin = reversed(body, 0)?,
            0x020e => state.viewport_extent = Some(reversed(body, 0)?),
            0x020f => shift(&mut state.window_origin, reversed(body, 0)?),
            0x0211 => shift(&mut state.viewport_origin, reversed(body, 0)?),
            0x0410 => scale(&mut state.window_extent, body)?,
            0x0412 => scale(&mut state.viewport_extent, body)?,
            _ => {}
        }
        Some(())
    }

    fn object(&mut self, kind: u16, body: &[u8]) -> Option<()> {
        const NULL_PEN: u16 = 5;
        match kind {
            0x012d => match self.objects.get(&u16_at(body, 0)?) {
                Some(&Object::Font(font)) => self.device.state.font = font,
                Some(&Object::Pen { shows }) => self.device.state.pen_shows = shows,
                Some(Object::Other) | None => {}
            },
            0x01f0 => {
                let handle = u16_at(body, 0)?;
                if self.objects.remove(&handle).is_some() {
                    self.free.push(Reverse(handle));
                }
            }
            0x02fa => self.create(Object::Pen { shows: u16_at(body, 0)? & 0xf != NULL_PEN }),
            0x02fb => {
                let font = Font {
                    height: i32::from(i16_at(body, 0)?),
                    escapement: i32::from(i16_at(body, 4)?),
                    weight: i32::from(i16_at(body, 8)?),
                    charset: *body.get(13)?,
                };
                self.create(Object::Font(font));
            }
            _ => self.create(Object::Other),
        }
        Some(())
    }

    fn create(&mut self, object: Object) {
        let handle = self.free.pop().map_or(self.handles, |Reverse(handle)| handle);
        if handle == self.handles {
            self.handles = self.handles.saturating_add(1);
        }
        self.objects.insert(handle, object);
    }

    fn line(&mut self, kind: u16, body: &[u8]) -> Option<()> {
        match kind {
            0x0214 => self.device.state.position = reversed(body, 0)?,
            0x0213 => self.device.line_to(reversed(body, 0)?),
            0x041b => self.device.rectangle(reversed(body, 0)?, reversed(body, 4)?),
            0x061d => {
                let (size, from) = (reversed(body, 4)?, reversed(body, 8)?);
                self.device.fill(from, Point { x: from.x + size.x, y: from.y + size.y });
            }
            0x0538 => {
                let polygons = usize::from(u16_at(body, 0)?);
                let mut at = 2 + polygons * 2;
                for nth in 0..polygons {
                    let count = usize::from(u16_at(body, 2 + nth * 2)?);
                    self.device.polyline(points(body, at, count)?, true);
                    at += count * 4;
                }
            }
            _ => self.device.polyline(points(body, 2, usize::from(u16_at(body, 0)?))?, kind == 0x0324),
        }
        Some(())
    }

    fn text_out(&mut self, body: &[u8]) -> Option<()> {
        let count = usize::from(u16_at(body, 0)?);
        let letters = body.get(2..2 + count)?;
        let at = reversed(body, 2 + count.next_multiple_of(2))?;
        let text = charset::decode(self.device.state.font.charset, letters);
        self.device.text(text, at, None);
        Some(())
    }

    fn extended_text_out(&mut self, body: &[u8]) -> Option<()> {
        const RECTANGLE: u16 = 2 | 4;
        const GLYPHS: u16 = 0x10;
        let (at, count, options) = (reversed(body, 0)?, usize::from(u16_at(body, 4)?), u16_at(body, 6)?);
        let from = if options & RECTANGLE == 0 { 8 } else { 16 };
        let letters = body.get(from..from + count)?;
        if options & GLYPHS != 0 {
            self.device.drawing.glyph_texts += usize::from(count > 0);
            return Some(());
        }
        let advances = body.get(from + count.next_multiple_of(2)..).unwrap_or_default();
        let known = count > 0 && advances.len() / 2 >= count;
        let sum = |total: f64, one: &[u8]| total + i16_at(one, 0).map_or(0.0, f64::from);
        let advance = known.then(|| advances.chunks_exact(2).take(count).fold(0.0, sum));
        let text = charset::decode(self.device.state.font.charset, letters);
        self.device.text(text, at, advance);
        Some(())
    }
}

fn points(body: &[u8], from: usize, count: usize) -> Option<impl Iterator<Item = Point>> {
    let bytes = body.get(from..from.checked_add(count * 4)?)?;
    Some(bytes.chunks_exact(4).filter_map(|point| Some(Point::new(i16_at(point, 0)?, i16_at(point, 2)?))))
}

fn shift(origin: &mut Point, by: Point) {
    *origin = Point { x: origin.x + by.x, y: origin.y + by.y };
}

/// Multiplies an extent by two fractions: y denominator, y numerator, x denominator, x numerator.
fn scale(extent: &mut Option<Point>, body: &[u8]) -> Option<()> {
    let number = |at: usize| i16_at(body, at).map(f64::from);
    let old = extent.unwrap_or(Point::new(1.0, 1.0));
    *extent = Some(Point { x: old.x * number(6)? / number(4)?, y: old.y * number(2)? / number(0)? });
    Some(())
}

#[cfg(test)]
mod tests;
