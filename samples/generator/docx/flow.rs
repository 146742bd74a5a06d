//! Text: what runs, fields, lists, controls and revisions make of it.

use super::build::*;
use crate::Sample;

pub fn samples() -> Vec<Sample> {
    vec![
        runs(),
        fields(),
        symbols(),
        revisions(),
        hidden(),
        controls(),
        lists(),
        headings(),
        areas(),
        comments(),
    ]
}

fn runs() -> Sample {
    let body = [
        format!("<w:p>{}{}{}</w:p>", r("预算"), rp("<w:sz w:val=\"24\"/>", "执行"), r("率 95%")),
        "<w:p><w:r><w:t>前</w:t><w:tab/><w:t>后</w:t><w:br/><w:t>第二行</w:t><w:cr/><w:t>第三行</w:t></w:r></w:p>".into(),
        "<w:p><w:r><w:t>软</w:t><w:softHyphen/><w:t>连字</w:t><w:noBreakHyphen/><w:t>硬</w:t></w:r></w:p>".into(),
        format!(r#"<w:p>{}<w:hyperlink r:id="rIdLink">{}</w:hyperlink>{}</w:p>"#, r("见"), r("公开网页"), r("。")),
        format!(r#"<w:p><w:smartTag w:element="place">{}<w:smartTag>{}</w:smartTag></w:smartTag></w:p>"#, r("云溪"), r("县")),
        r#"<w:p><w:r><w:ruby><w:rubyPr><w:hps w:val="10"/></w:rubyPr><w:rt><w:r><w:t>jì xiào</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>绩效</w:t></w:r></w:rubyBase></w:ruby></w:r><w:r><w:t>目标</w:t></w:r></w:p>"#.into(),
        r#"<w:p><m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>12÷15</m:t></m:r></m:oMath></w:p>"#.into(),
        "<w:p><w:r><w:t>实体 &lt;&#x4E07;&amp;&#20803;&gt;</w:t></w:r></w:p>".into(),
        format!("<w:customXml>{}</w:customXml>", p("自定义标记里的一段")),
    ];
    Docx::new(body.concat())
        .with_link("rIdLink", "hyperlink", "http://www.example.org/gongkai")
        .sample("runs")
}

fn field(code: &str, result: &str) -> String {
    let mark = |kind: &str| format!(r#"<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>"#);
    let result = if result.is_empty() { String::new() } else { mark("separate") + &r(result) };
    format!("{}<w:r><w:instrText>{code}</w:instrText></w:r>{result}{}", mark("begin"), mark("end"))
}

fn fields() -> Sample {
    let form = |data: &str| {
        format!(
            r#"<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r><w:r><w:instrText>FORM</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>"#
        )
    };
    let nested = format!(
        r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF </w:instrText></w:r>{}<w:r><w:fldChar w:fldCharType="separate"/></w:r>{}<w:r><w:fldChar w:fldCharType="end"/></w:r>"#,
        field("MERGEFIELD 得分", "代码里的结果"),
        r("优秀")
    );
    let body = [
        format!("<w:p>{}{}</w:p>", r("合计 "), field(" =SUM(ABOVE) ", "128.50")),
        format!(r#"<w:p><w:fldSimple w:instr=" DATE ">{}</w:fldSimple></w:p>"#, r("2024年3月")),
        format!("<w:p>等次：{nested}</w:p>"),
        format!("<w:p>{}{}</w:p>", field(r"eq \o\ac(○,2)", ""), r("重点工作")),
        format!(
            "<w:p>{}{}{}{}</w:p>",
            form("<w:checkBox><w:default w:val=\"0\"/><w:checked/></w:checkBox>"),
            r("是 "),
            form("<w:checkBox><w:default w:val=\"0\"/></w:checkBox>"),
            r("否")
        ),
        format!(
            "<w:p>{}{}</w:p>",
            r("等级："),
            form(
                "<w:ddList><w:result w:val=\"1\"/><w:listEntry w:val=\"优\"/><w:listEntry w:val=\"良\"/></w:ddList>"
            )
        ),
    ];
    Docx::new(body.concat()).sample("fields")
}

fn symbols() -> Sample {
    let sign = |font: &str, code: &str| format!(r#"<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>"#);
    let letter = |text: &str| rp(r#"<w:rFonts w:ascii="Wingdings 2" w:hAnsi="Wingdings 2"/>"#, text);
    let yes = format!(
        "<w:p>{}{}{}{}</w:p>",
        sign("Wingdings", "F0FE"),
        r("是　"),
        sign("Wingdings", "F0A8"),
        r("否")
    );
    let no = format!("<w:p>{}{}{}{}</w:p>", letter("£"), r("是　"), letter("R"), r("否"));
    let rows = [row(&["是否纳入绩效管理", "是否公开"]), tr(&[tc("", &yes), tc("", &no)])];
    let sum = format!("<w:p>{}{}</w:p>", sign("Symbol", "F0B3"), r("95%"));
    Docx::new(tbl(&[4000, 4000], &rows) + &sum).sample("symbols")
}

fn revisions() -> Sample {
    let del = |text: &str| format!(r#"<w:del w:id="1"><w:r><w:delText>{text}</w:delText></w:r></w:del>"#);
    let ins = |text: &str| format!(r#"<w:ins w:id="2">{}</w:ins>"#, r(text));
    let changed = tc("", &format!("<w:p>{}{}</w:p>", del("45.00"), ins("54.00")));
    let rows = [
        row(&["项目", "金额"]),
        tr(&[c("防汛物资"), changed]),
        trp(
            r#"<w:del w:id="3"/>"#,
            &[
                tc("", &format!("<w:p>{}</w:p>", del("作废的行"))),
                tc("", &format!("<w:p>{}</w:p>", del("9.99"))),
            ],
        ),
        row(&["合计", "54.00"]),
    ];
    let body = [
        tbl(&[3000, 2000], &rows),
        format!("<w:p>{}<w:moveFrom>{}</w:moveFrom>{}</w:p>", r("移走："), r("移动的话"), r("。")),
        format!("<w:p>{}<w:moveTo>{}</w:moveTo></w:p>", r("移到："), r("移动的话")),
        pp("<w:rPr><w:del/></w:rPr>", &r("段落标记被删，")),
        p("两段合成一段。"),
        pp(
            "<w:jc w:val=\"left\"/><w:pPrChange><w:pPr><w:jc w:val=\"right\"/><w:outlineLvl w:val=\"0\"/></w:pPr></w:pPrChange>",
            &rp("<w:rPrChange><w:rPr><w:b/></w:rPr></w:rPrChange>", "格式修订前是加粗的标题"),
        ),
    ];
    Docx::new(body.concat()).sample("revisions")
}

fn hidden() -> Sample {
    let secret = |text: &str| rp("<w:vanish/>", text);
    let rows = [
        row(&["内容", "数值"]),
        tr(&[
            tc("", &format!("<w:p>{}{}</w:p>", r("看得见"), secret("看不见"))),
            tc("", &format!("<w:p>{}</w:p>", secret("77.7"))),
        ]),
    ];
    let body = [
        tbl(&[3000, 2000], &rows),
        format!("<w:p>{}</w:p>", secret("整段隐藏")),
        format!("<w:p>{}{}</w:p>", r("只隐藏"), secret("一半")),
        format!("<w:p>{}</w:p>", rp("<w:vanish w:val=\"0\"/>", "没有隐藏")),
    ];
    Docx::new(body.concat()).sample("hidden-text")
}

fn controls() -> Sample {
    let sdt = |properties: &str, content: &str| {
        format!("<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>")
    };
    let check = |state: &str, text: &str| {
        sdt(&format!(r#"<w14:checkbox><w14:checked w14:val="{state}"/></w14:checkbox>"#), &r(text))
    };
    let inner = tbl(
        &[2500, 2500],
        &[
            row(&["单位", "年度"]),
            sdt("<w:id w:val=\"1\"/>", &row(&["整行在控件里", "2023"])),
            format!("<w:tr>{}{}</w:tr>", sdt("", &c("整格在控件里")), c("2022")),
            tr(&[
                tc("", &sdt("", &p("段落在控件里"))),
                tc("", &sdt("<w:showingPlcHdr/>", &p("单击此处输入文字。"))),
            ]),
            tr(&[
                tc("", &format!("<w:p>{}{}{}{}</w:p>", check("1", "☒"), r("是"), check("0", "☐"), r("否"))),
                tc("", &format!("<w:p>{}</w:p>", sdt("<w:text/>", &r("行内控件")))),
            ]),
        ],
    );
    Docx::new(sdt("<w:alias w:val=\"整表\"/>", &inner)).sample("content-controls")
}

fn level(at: u32, format: &str, text: &str, more: &str) -> String {
    format!(
        r#"<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{format}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>"#
    )
}

fn numbering() -> String {
    let chinese = level(0, "chineseCounting", "%1、", "")
        + &level(1, "chineseCountingThousand", "（%2）", "")
        + &level(2, "decimal", "%3.", "")
        + &level(3, "decimalEnclosedCircle", "%4", "");
    let legal = level(0, "japaneseCounting", "第%1部分", "<w:pStyle w:val=\"H1\"/>")
        + &level(1, "decimal", "%1.%2", "<w:pStyle w:val=\"H2\"/><w:isLgl/>");
    let signs = level(0, "bullet", "\u{F06C}", "<w:rPr><w:rFonts w:ascii=\"Wingdings\"/></w:rPr>");
    let digits = level(0, "ideographDigital", "%1．", "")
        + &level(1, "ideographTraditional", "%2．", "<w:lvlRestart w:val=\"0\"/>");
    let list = |id: u32, pattern: u32, more: &str| {
        format!(r#"<w:num w:numId="{id}"><w:abstractNumId w:val="{pattern}"/>{more}</w:num>"#)
    };
    let pattern =
        |id: u32, levels: &str| format!(r#"<w:abstractNum w:abstractNumId="{id}">{levels}</w:abstractNum>"#);
    part(
        "numbering",
        &[
            pattern(0, &chinese),
            pattern(1, &legal),
            pattern(2, &signs),
            pattern(3, &digits),
            pattern(4, "<w:numStyleLink w:val=\"Borrowed\"/>"),
            pattern(5, &format!("<w:styleLink w:val=\"Borrowed\"/>{}", level(0, "upperRoman", "%1.", ""))),
            list(1, 0, ""),
            list(2, 0, r#"<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>"#),
            list(3, 1, ""),
            list(4, 2, ""),
            list(5, 3, ""),
            list(6, 4, ""),
            list(
                7,
                0,
                &format!(
                    r#"<w:lvlOverride w:ilvl="0">{}</w:lvlOverride>"#,
                    level(0, "decimalFullWidth", "%1）", "")
                ),
            ),
        ]
        .concat(),
    )
}

fn item(list: u32, at: u32, text: &str) -> String {
    let numbers = format!(r#"<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{list}"/></w:numPr>"#);
    pp(&numbers, &if text.is_empty() { String::new() } else { r(text) })
}

fn lists() -> Sample {
    let counted = |text: &str| tr(&[tc("", &item(5, 0, "")), c(text)]);
    let body = [
        item(1, 0, "部门概况"),
        item(1, 1, "机构设置"),
        item(1, 1, "人员情况"),
        item(1, 2, "在职人员"),
        item(1, 3, "行政编制"),
        item(1, 3, "事业编制"),
        item(1, 0, "绩效情况"),
        item(1, 1, "从头再数"),
        item(2, 0, "另一份清单从一开始"),
        item(1, 0, "接着数"),
        item(7, 0, "换了样式接着数"),
        item(4, 0, "项目符号"),
        item(6, 0, "借来的编号"),
        item(0, 0, "没有编号"),
        item(99, 0, "没有这份清单"),
        tbl(&[800, 4000], &[row(&["序号", "内容"]), counted("甲项"), counted("乙项")]),
        item(5, 1, "不随上级重数"),
        item(5, 0, "第三"),
        item(5, 1, "仍然接着"),
    ];
    Docx::new(body.concat()).with("rId1", "numbering", "numbering.xml", numbering()).sample("lists")
}

fn headings() -> Sample {
    let style = |id: &str, name: &str, more: &str| {
        format!(r#"<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/>{more}</w:style>"#)
    };
    let styles = part(
        "styles",
        &[
            r#"<w:latentStyles><w:lsdException w:name="heading 1"/></w:latentStyles>"#.to_owned(),
            r#"<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>"#.into(),
            style("H1", "heading 1", "<w:basedOn w:val=\"a\"/><w:pPr><w:numPr><w:numId w:val=\"3\"/></w:numPr></w:pPr><w:rPr><w:b/></w:rPr>"),
            style("H2", "heading 2", "<w:basedOn w:val=\"H1\"/><w:pPr><w:outlineLvl w:val=\"1\"/></w:pPr>"),
            style("Loop1", "one", "<w:basedOn w:val=\"Loop2\"/>"),
            style("Loop2", "two", "<w:basedOn w:val=\"Loop1\"/><w:pPr><w:jc w:val=\"center\"/></w:pPr>"),
        ]
        .concat(),
    );
    let styled = |id: &str, text: &str| pp(&format!(r#"<w:pStyle w:val="{id}"/>"#), &r(text));
    let body = [
        styled("H1", "部门基本情况"),
        styled("H2", "主要职能"),
        styled("H2", "年度任务"),
        styled("H1", "绩效评价结论"),
        styled("H2", "结论依据"),
        pp(r#"<w:outlineLvl w:val="2"/>"#, &r("按大纲级别的标题")),
        pp(r#"<w:pStyle w:val="H1"/><w:numPr><w:numId w:val="0"/></w:numPr>"#, &r("不编号的标题")),
        styled("Loop1", "样式互相引用"),
        styled("Nowhere", "样式不存在"),
    ];
    Docx::new(body.concat())
        .with("rId1", "numbering", "numbering.xml", numbering())
        .with("rId2", "styles", "styles.xml", styles)
        .sample("headings")
}

fn areas() -> Sample {
    let note = |kind: &str, id: u32, text: &str| format!(r#"<w:{kind} w:id="{id}">{}</w:{kind}>"#, p(text));
    let separator =
        r#"<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>"#;
    let footnotes = part(
        "footnotes",
        &(separator.to_owned()
            + &note("footnote", 1, "脚注：含上年结转 3.5 万元。")
            + &format!(
                "<w:footnote w:id=\"2\">{}</w:footnote>",
                tbl(&[1000, 1000], &[row(&["脚注表", "1"])])
            )),
    );
    let endnotes = part("endnotes", &note("endnote", 1, "尾注：数据来自决算。"));
    let header = part("hdr", &(p("云溪县水利局") + &tbl(&[2000, 2000], &[row(&["编号", "YX-07"])])));
    let footer = part("ftr", &format!("<w:p>{}{}{}</w:p>", r("第 "), field(" PAGE ", "1"), r(" 页")));
    let cited =
        format!(r#"<w:p>{}<w:r><w:footnoteReference w:id="1"/></w:r>{}</w:p>"#, r("支出 120.5"), r(" 万元"));
    Docx::new(cited + &tbl(&[2000, 2000], &[row(&["正文表", "2"])]))
        .with("rId1", "footnotes", "footnotes.xml", footnotes)
        .with("rId2", "endnotes", "endnotes.xml", endnotes)
        .with("rId3", "header", "header1.xml", header)
        .with("rId4", "footer", "footer1.xml", footer)
        .sample("headers-and-notes")
}

fn comments() -> Sample {
    let comment =
        |id: u32, text: &str| format!(r#"<w:comment w:id="{id}" w:author="审核">{}</w:comment>"#, p(text));
    let comments =
        part("comments", &(comment(0, "这个数与决算表不一致，请核实。") + &comment(1, "没有引用的批注")));
    let noted = format!(
        r#"<w:p><w:commentRangeStart w:id="0"/>{}<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p>"#,
        r("88.60")
    );
    let rows = [row(&["项目", "金额"]), tr(&[c("河道治理"), tc("", &noted)])];
    Docx::new(tbl(&[2000, 2000], &rows)).with("rId1", "comments", "comments.xml", comments).sample("comments")
}
