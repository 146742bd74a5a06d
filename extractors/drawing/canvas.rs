//! What a picture shows once its records have been played: texts in their boxes and straight lines, all in one system
//! of coordinates with y downward. The readers of EMF and WMF draw on a [`Device`]; `grid` looks at the [`Drawing`].

use unicode_width::UnicodeWidthChar;

use crate::Limits;

#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

impl Point {
    pub(super) fn new(x: impl Into<f64>, y: impl Into<f64>) -> Self {
        Self { x: x.into(), y: y.into() }
    }
}

/// A text and the box that it fills.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mark {
    pub(super) text: String,
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
    /// The height of its letters.
    pub(super) em: f64,
    pub(super) bold: bool,
}

impl Mark {
    pub(super) fn centre(&self) -> Point {
        Point { x: (self.left + self.right) / 2.0, y: (self.top + self.bottom) / 2.0 }
    }

    /// Numbers beyond this are no coordinates of a picture.
    pub(super) fn is_placed(&self) -> bool {
        [self.left, self.right, self.top, self.bottom, self.em].iter().all(|at| at.abs() < 1e12)
    }
}

/// A straight line along an axis: where it lies, from where to where it runs, and how thick it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rule {
    pub(super) at: f64,
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) thickness: f64,
}

/// The texts and lines of a picture, in the order in which they were drawn, which is not the order of reading.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    pub(super) marks: Vec<Mark>,
    pub(super) across: Vec<Rule>,
    pub(super) down: Vec<Rule>,
    /// Texts that are kept as numbers of glyphs, which say nothing without the font.
    pub(super) glyph_texts: usize,
    /// Something was left out because the picture holds more than is allowed.
    pub(super) overflow: bool,
    text_bytes: u64,
}

impl Drawing {
    pub(super) fn add_mark(&mut self, limits: &Limits, mark: Mark) {
        self.text_bytes += mark.text.len() as u64;
        if self.marks.len() >= limits.cells || self.text_bytes > limits.text_bytes {
            self.overflow = true;
        } else if !mark.text.trim().is_empty() {
            self.marks.push(mark);
        }
    }

    /// Keeps a line that runs along an axis; slanted ones say nothing about cells.
    pub(super) fn add_line(&mut self, limits: &Limits, a: Point, b: Point) {
        let (width, height) = ((a.x - b.x).abs(), (a.y - b.y).abs());
        if height <= width * 0.01 {
            self.add_box(limits, a, Point { x: b.x, y: a.y });
        } else if width <= height * 0.01 {
            self.add_box(limits, a, Point { x: a.x, y: b.y });
        }
    }

    /// Keeps a filled rectangle as a line along its longer side; its thickness tells later whether it is one.
    pub(super) fn add_box(&mut self, limits: &Limits, a: Point, b: Point) {
        let (left, right, top, bottom) = (a.x.min(b.x), a.x.max(b.x), a.y.min(b.y), a.y.max(b.y));
        if ![left, right, top, bottom].iter().all(|at| at.abs() < 1e12) {
            return;
        }
        if self.across.len() + self.down.len() >= limits.cells {
            self.overflow = true;
        } else if right - left >= bottom - top {
            let rule = Rule { at: (top + bottom) / 2.0, from: left, to: right, thickness: bottom - top };
            self.across.push(rule);
        } else {
            let rule = Rule { at: (left + right) / 2.0, from: top, to: bottom, thickness: right - left };
            self.down.push(rule);
        }
    }
}

/// An affine transform: x' = x·a + y·c + e, y' = x·b + y·d + f.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix(pub(super) [f64; 6]);

impl Matrix {
    pub(super) const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub(super) fn apply(&self, p: Point) -> Point {
        let [a, b, c, d, e, f] = self.0;
        Point { x: p.x * a + p.y * c + e, y: p.x * b + p.y * d + f }
    }

    /// First this one, then the next.
    pub(super) fn then(&self, next: &Self) -> Self {
        let [a, b, c, d, e, f] = self.0;
        let [na, nb, nc, nd, _, _] = next.0;
        let moved = next.apply(Point { x: e, y: f });
        Self([a * na + b * nc, a * nb + b * nd, c * na + d * nc, c * nb + d * nd, moved.x, moved.y])
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Font {
    pub(super) height: i32,
    /// Tenths of a degree, against the clock.
    pub(super) escapement: i32,
    pub(super) weight: i32,
    pub(super) charset: u8,
}

impl Font {
    /// Height of the letters: given as it is when negative, with room above when positive.
    fn em(&self) -> f64 {
        match self.height {
            0 => 12.0,
            height if height < 0 => -f64::from(height),
            height => f64::from(height) * 0.88,
        }
    }
}

/// The settings that `SAVEDC` keeps.
#[derive(Debug, Clone, Copy)]
pub(super) struct State {
    pub(super) world: Matrix,
    pub(super) map_mode: u32,
    pub(super) window_origin: Point,
    pub(super) window_extent: Option<Point>,
    pub(super) viewport_origin: Point,
    pub(super) viewport_extent: Option<Point>,
    pub(super) align: u32,
    pub(super) font: Font,
    pub(super) pen_shows: bool,
    pub(super) position: Point,
}

/// A page on which records are played.
pub(super) struct Device<'l> {
    pub(super) state: State,
    pub(super) drawing: Drawing,
    /// Pixels in a millimetre, for the map modes with fixed units.
    pub(super) density: Point,
    limits: &'l Limits,
    saved: Vec<State>,
    path: Option<Vec<(Point, Point)>>,
}

/// `SAVEDC` deeper than this is not kept.
const SAVED: usize = 1024;

impl<'l> Device<'l> {
    pub(super) fn new(limits: &'l Limits) -> Self {
        let state = State {
            world: Matrix::IDENTITY,
            map_mode: 1,
            window_origin: Point::default(),
            window_extent: None,
            viewport_origin: Point::default(),
            viewport_extent: None,
            align: 0,
            font: Font::default(),
            pen_shows: true,
            position: Point::default(),
        };
        let density = Point::new(4.0, 4.0);
        Self { state, drawing: Drawing::default(), density, limits, saved: Vec::new(), path: None }
    }

    pub(super) fn save(&mut self) {
        if self.saved.len() < SAVED {
            self.saved.push(self.state);
        }
    }

    /// Goes back to a saved state: by number from the first when positive, back from the last when negative.
    pub(super) fn restore(&mut self, which: i32) {
        let count = self.saved.len() as i64;
        let index = if which < 0 { count + i64::from(which) } else { i64::from(which) - 1 };
        if (0..count).contains(&index) {
            self.state = self.saved[index as usize];
            self.saved.truncate(index as usize);
        }
    }

    /// How far a unit of the page reaches on the device; negative where the axis is turned around.
    fn page_scale(&self) -> Point {
        let unit =
            |millimetres: f64| Point { x: millimetres * self.density.x, y: -millimetres * self.density.y };
        match self.state.map_mode {
            2 => unit(0.1),
            3 => unit(0.01),
            4 => unit(0.254),
            5 => unit(0.0254),
            6 => unit(25.4 / 1440.0),
            7 | 8 => self.extent_scale(),
            _ => Point::new(1.0, 1.0),
        }
    }

    fn extent_scale(&self) -> Point {
        let Some(window) = self.state.window_extent else { return Point::new(1.0, 1.0) };
        let viewport = self.state.viewport_extent.unwrap_or(Point { x: window.x.abs(), y: window.y.abs() });
        let ratio = |viewport: f64, window: f64| if window.abs() > 0.0 { viewport / window } else { 1.0 };
        let (x, y) = (ratio(viewport.x, window.x), ratio(viewport.y, window.y));
        if self.state.map_mode == 7 {
            let same = x.abs().min(y.abs());
            return Point { x: same.copysign(x), y: same.copysign(y) };
        }
        Point { x, y }
    }

    pub(super) fn place(&self, p: Point) -> Point {
        let (p, scale) = (self.state.world.apply(p), self.page_scale());
        let State { window_origin: from, viewport_origin: to, .. } = self.state;
        Point { x: (p.x - from.x) * scale.x + to.x, y: (p.y - from.y) * scale.y + to.y }
    }

    pub(super) fn line_to(&mut self, to: Point) {
        let from = std::mem::replace(&mut self.state.position, to);
        self.segment(from, to);
    }

    fn segment(&mut self, from: Point, to: Point) {
        let (from, to) = (self.place(from), self.place(to));
        match &mut self.path {
            Some(path) if path.len() < self.limits.cells => path.push((from, to)),
            Some(_) => self.drawing.overflow = true,
            None if self.state.pen_shows => self.drawing.add_line(self.limits, from, to),
            None => {}
        }
    }

    pub(super) fn polyline(&mut self, points: impl Iterator<Item = Point>, closed: bool) {
        let mut ends: Option<(Point, Point)> = None;
        for point in points {
            if let Some((_, last)) = ends {
                self.segment(last, point);
            }
            ends = Some((ends.map_or(point, |(first, _)| first), point));
        }
        if let (true, Some((first, last))) = (closed, ends) {
            self.segment(last, first);
        }
    }

    pub(super) fn rectangle(&mut self, a: Point, b: Point) {
        let corners = [a, Point { x: b.x, y: a.y }, b, Point { x: a.x, y: b.y }];
        self.polyline(corners.into_iter(), true);
    }

    pub(super) fn fill(&mut self, a: Point, b: Point) {
        let (a, b) = (self.place(a), self.place(b));
        self.drawing.add_box(self.limits, a, b);
    }

    pub(super) fn begin_path(&mut self) {
        self.path = Some(Vec::new());
    }

    /// Ends a path: its lines are drawn, or what they enclose is filled, or they only cut something out.
    pub(super) fn end_path(&mut self, stroke: bool, fill: bool) {
        let Some(path) = self.path.take() else { return };
        if stroke && self.state.pen_shows {
            path.iter().for_each(|&(from, to)| self.drawing.add_line(self.limits, from, to));
        } else if let (true, Some(&(first, _))) = (fill, path.first()) {
            let (mut low, mut high) = (first, first);
            for point in path.iter().flat_map(|&(from, to)| [from, to]) {
                low = Point { x: low.x.min(point.x), y: low.y.min(point.y) };
                high = Point { x: high.x.max(point.x), y: high.y.max(point.y) };
            }
            self.drawing.add_box(self.limits, low, high);
        }
    }

    /// Draws a text at its reference point. `advance` is its width in the units of the page where the record says it.
    pub(super) fn text(&mut self, text: String, at: Point, advance: Option<f64>) {
        let state = self.state;
        let em = state.font.em();
        let width = advance.filter(|&width| width > 0.0).unwrap_or_else(|| em * ems(&text));
        let update = state.align & 1 != 0;
        let anchor = if update { state.position } else { at };
        let turn = f64::from(state.font.escapement % 3600) / 10.0;
        let (sin, cos) = turn.to_radians().sin_cos();
        if update {
            let forward = if state.align & 6 == 2 { -width } else { width };
            self.state.position = Point { x: anchor.x + forward * cos, y: anchor.y - forward * sin };
        }
        let mark = self.boxed(text, self.place(anchor), (cos, -sin), (width, em));
        self.drawing.add_mark(self.limits, mark);
    }

    /// Letters are never mirrored, whatever the axes do: only the turn and the size of the transform matter.
    fn boxed(&self, text: String, at: Point, along: (f64, f64), (width, em): (f64, f64)) -> Mark {
        let (scale, [a, b, c, d, ..]) = (self.page_scale(), self.state.world.0);
        let (sx, sy) = (scale.x.abs(), scale.y.abs());
        let run = Point { x: (along.0 * a + along.1 * c) * sx, y: (along.0 * b + along.1 * d) * sy };
        let rise = Point { x: (along.1 * a - along.0 * c) * sx, y: (along.1 * b - along.0 * d) * sy };
        let (stretch, height) = (run.x.hypot(run.y), rise.x.hypot(rise.y) * em);
        let unit = Point { x: run.x / stretch, y: run.y / stretch };
        let width = width * stretch;
        let start = match self.state.align & 6 {
            2 => -width,
            6 => -width / 2.0,
            _ => 0.0,
        };
        let top = match self.state.align & 24 {
            24 => -0.86 * height,
            8 => -1.1 * height,
            _ => 0.0,
        };
        let corner = |along: f64, below: f64| Point {
            x: at.x + unit.x * along - unit.y * below,
            y: at.y + unit.y * along + unit.x * below,
        };
        let (one, two) = (corner(start, top), corner(start + width, top + 1.1 * height));
        let (three, four) = (corner(start + width, top), corner(start, top + 1.1 * height));
        let xs = [one.x, two.x, three.x, four.x];
        let ys = [one.y, two.y, three.y, four.y];
        Mark {
            text,
            left: xs.into_iter().fold(f64::INFINITY, f64::min),
            right: xs.into_iter().fold(f64::NEG_INFINITY, f64::max),
            top: ys.into_iter().fold(f64::INFINITY, f64::min),
            bottom: ys.into_iter().fold(f64::NEG_INFINITY, f64::max),
            em: height,
            bold: self.state.font.weight >= 600,
        }
    }
}

/// The width of a text in heights of its letters, for records that do not say it: East Asian letters are square.
pub(super) fn ems(text: &str) -> f64 {
    text.chars().map(|letter| if is_wide(letter) { 1.0 } else { 0.5 }).sum()
}

/// Letters that take two columns in East Asian typesetting.
pub(super) fn is_wide(letter: char) -> bool {
    letter.width() == Some(2)
}
