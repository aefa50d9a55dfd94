//! Small files that spreadsheets open, written by hand: stored zip entries, no style but a date.

use std::fmt::Write as _;

/// A cell of a test table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text.
    Text(String),
    /// Digits, with a decimal point.
    Number(String),
    /// `AAAA-MM-JJ`
    Date(String),
    /// True or false.
    Bool(bool),
}

/// A zip file, its entries stored as they are.
#[must_use]
pub fn zip(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut directory = Vec::new();
    for (name, content) in entries {
        let offset = u32::try_from(file.len()).unwrap();
        let mut crc = flate2::Crc::new();
        crc.update(content.as_bytes());
        let size = u32::try_from(content.len()).unwrap().to_le_bytes();
        // Version, flags, method, time and day, then what is known of the content.
        let mut common = vec![20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0];
        common.extend(crc.sum().to_le_bytes());
        common.extend(size);
        common.extend(size);
        common.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        common.extend([0, 0]);
        file.extend(b"PK\x03\x04");
        file.extend(&common);
        file.extend(name.as_bytes());
        file.extend(content.as_bytes());
        directory.extend(b"PK\x01\x02");
        directory.extend([20, 0]);
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let start = u32::try_from(file.len()).unwrap();
    let count = u16::try_from(entries.len()).unwrap().to_le_bytes();
    let size = u32::try_from(directory.len()).unwrap();
    file.extend(directory);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend(count);
    file.extend(count);
    file.extend(size.to_le_bytes());
    file.extend(start.to_le_bytes());
    file.extend([0, 0]);
    file
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

/// A workbook of one or several sheets.
#[must_use]
pub fn xlsx(sheets: &[(&str, &[Vec<Cell>])]) -> Vec<u8> {
    let mut entries: Vec<(String, String)> = Vec::new();
    let (mut list, mut relations, mut types) = (String::new(), String::new(), String::new());
    for (n, (name, rows)) in (1..).zip(sheets) {
        let _ = write!(
            list,
            "<sheet name=\"{}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>",
            escaped(name)
        );
        let _ = write!(
            relations,
            "<Relationship Id=\"rId{n}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"
        );
        let _ = write!(
            types,
            "<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
        );
        entries.push((format!("xl/worksheets/sheet{n}.xml"), xlsx_sheet(rows)));
    }
    entries.push((
        "[Content_Types].xml".to_owned(),
        format!("<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>{types}</Types>"),
    ));
    entries.push((
        "_rels/.rels".to_owned(),
        "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>".to_owned(),
    ));
    entries.push((
        "xl/workbook.xml".to_owned(),
        format!("<?xml version=\"1.0\"?><workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>{list}</sheets></workbook>"),
    ));
    entries.push((
        "xl/_rels/workbook.xml.rels".to_owned(),
        format!("<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{relations}<Relationship Id=\"rId99\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/></Relationships>"),
    ));
    // The second style is a day: format 14.
    entries.push((
        "xl/styles.xml".to_owned(),
        "<?xml version=\"1.0\"?><styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>".to_owned(),
    ));
    let entries: Vec<(&str, &str)> = entries
        .iter()
        .map(|(n, c)| (n.as_str(), c.as_str()))
        .collect();
    zip(&entries)
}

fn xlsx_sheet(rows: &[Vec<Cell>]) -> String {
    let mut xml = "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>".to_owned();
    for (r, row) in (1..).zip(rows) {
        let _ = write!(xml, "<row r=\"{r}\">");
        for (c, cell) in row.iter().enumerate() {
            let place = format!("{}{r}", letters(c));
            let _ = match cell {
                Cell::Empty => Ok(()),
                Cell::Text(text) => write!(
                    xml,
                    "<c r=\"{place}\" t=\"inlineStr\"><is><t>{}</t></is></c>",
                    escaped(text)
                ),
                Cell::Number(digits) => write!(xml, "<c r=\"{place}\"><v>{digits}</v></c>"),
                Cell::Date(day) => {
                    write!(xml, "<c r=\"{place}\" s=\"1\"><v>{}</v></c>", serial(day))
                }
                Cell::Bool(yes) => write!(
                    xml,
                    "<c r=\"{place}\" t=\"b\"><v>{}</v></c>",
                    u8::from(*yes)
                ),
            };
        }
        xml.push_str("</row>");
    }
    xml.push_str("</sheetData></worksheet>");
    xml
}

/// The letters of a column: A, Z, AA.
fn letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + u8::try_from(column % 26).unwrap()));
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    letters.iter().rev().collect()
}

/// The day as Excel counts it: 1 January 1900 is 1, and 29 February 1900 exists.
fn serial(day: &str) -> i64 {
    let date: chrono::NaiveDate = day.parse().unwrap();
    let first = chrono::NaiveDate::from_ymd_opt(1899, 12, 30).unwrap();
    date.signed_duration_since(first).num_days()
}

/// A document of one sheet.
#[must_use]
pub fn ods(name: &str, rows: &[Vec<Cell>]) -> Vec<u8> {
    let mut xml = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" office:version=\"1.2\"><office:body><office:spreadsheet><table:table table:name=\"{}\">",
        escaped(name)
    );
    for row in rows {
        xml.push_str("<table:table-row>");
        for cell in row {
            let _ = match cell {
                Cell::Empty => write!(xml, "<table:table-cell/>"),
                Cell::Text(text) => write!(
                    xml,
                    "<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
                    escaped(text)
                ),
                Cell::Number(digits) => write!(
                    xml,
                    "<table:table-cell office:value-type=\"float\" office:value=\"{digits}\"><text:p>{digits}</text:p></table:table-cell>"
                ),
                Cell::Date(day) => write!(
                    xml,
                    "<table:table-cell office:value-type=\"date\" office:date-value=\"{day}\"><text:p>{day}</text:p></table:table-cell>"
                ),
                Cell::Bool(yes) => write!(
                    xml,
                    "<table:table-cell office:value-type=\"boolean\" office:boolean-value=\"{yes}\"><text:p>{yes}</text:p></table:table-cell>"
                ),
            };
        }
        xml.push_str("</table:table-row>");
    }
    xml.push_str("</table:table></office:spreadsheet></office:body></office:document-content>");
    zip(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        (
            "META-INF/manifest.xml",
            "<?xml version=\"1.0\"?><manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"><manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"application/vnd.oasis.opendocument.spreadsheet\"/></manifest:manifest>",
        ),
        ("content.xml", &xml),
    ])
}
