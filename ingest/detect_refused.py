"""Files that no reader can read, named so that a person knows what to do with them."""

from __future__ import annotations

from retrieval.errors import IngestError

_UNPACK = "请解压后导入其中的文件。 Unpack it and import the files in it."
_SAVE = "请用原程序另存为 PDF 或 DOCX。 Save it as PDF or DOCX with its own program."
_WRITTEN = "请导入它的文字稿。 Import a written record of it."
_PICTURE = "请另存为 PNG 或 JPEG。 Save it as PNG or JPEG."
_SHEET = "请另存为 XLSX。 Save it as XLSX."
_NONE = "其中没有可以导入的文档。 There is no document in it to import."

Named = tuple[str, str, str]  # what it is in Chinese, in English, what to do

_RAR: Named = ("RAR 压缩包", "a RAR archive", _UNPACK)
_PROGRAM: Named = ("程序文件", "a program", _NONE)
_FILM: Named = ("视频文件", "a film", _WRITTEN)
_SOUND: Named = ("音频文件", "a sound recording", _WRITTEN)
_HEIC: Named = ("HEIC 图片", "a HEIC picture", _PICTURE)

NAMES: dict[str, Named] = {
    "flat": ("单文件 XML 格式的 Word 文档", "a Word document as flat XML", "请另存为 DOCX。 Save it as DOCX."),
    "sheetxml": ("XML 格式的 Excel 表格", "an Excel 2003 XML spreadsheet", _SHEET),
    "uof": ("标文通（UOF）文档", "a UOF document", _SAVE),
    "flatodf": ("单文件 XML 格式的 ODF 文档", "a flat ODF document", _SAVE),
    "svg": ("SVG 图片", "an SVG picture", _PICTURE),
    "msg": ("Outlook 邮件（.msg）", "an Outlook message", "请另存为 EML。 Save it as EML."),
    "visio": ("Visio 图", "a Visio drawing", _SAVE),
    "installer": ("安装程序", "an installer", _NONE),
    "works": ("Microsoft Works 文档", "a Microsoft Works document", _SAVE),
    "publisher": ("Publisher 文档", "a Publisher document", _SAVE),
    "project": ("Project 项目文件", "a Project plan", _SAVE),
    "hwp": ("HWP 文档", "a HWP document", _SAVE),
    "ole": ("不认识的 Office 97–2003 文件", "an unknown kind of compound file", _SAVE),
    "xlsb": ("二进制 XLSB 表格", "a binary XLSB workbook", _SHEET),
    "epub": ("EPUB 电子书", "an EPUB book", _SAVE),
    "iwork": ("苹果 iWork 文档", "an Apple iWork document", _SAVE),
    "xps": ("XPS 文档", "an XPS document", "请另存为 PDF。 Save it as PDF."),
    "package": ("程序安装包", "a program package", _NONE),
}

_SIGNATURES: tuple[tuple[int, bytes, Named], ...] = (
    (0, b"Rar!\x1a\x07", _RAR),
    (0, b"7z\xbc\xaf\x27\x1c", ("7z 压缩包", "a 7z archive", _UNPACK)),
    (0, b"\x1f\x8b\x08", ("GZIP 压缩文件", "a gzip file", _UNPACK)),
    (0, b"BZh", ("BZIP2 压缩文件", "a bzip2 file", _UNPACK)),
    (0, b"\xfd7zXZ\0", ("XZ 压缩文件", "an xz file", _UNPACK)),
    (0, b"\x28\xb5\x2f\xfd", ("ZSTD 压缩文件", "a zstd file", _UNPACK)),
    (0, b"MSCF\0\0\0\0", ("CAB 压缩包", "a cabinet archive", _UNPACK)),
    (257, b"ustar", ("TAR 归档", "a tar archive", _UNPACK)),
    (32_769, b"CD001", ("光盘映像", "a disc image", _UNPACK)),
    (0, b"\x7fELF", _PROGRAM),
    (0, b"\xca\xfe\xba\xbe", _PROGRAM),
    (0, b"ID3", _SOUND),
    (0, b"fLaC", _SOUND),
    (0, b"OggS", _SOUND),
    (0, b"#!AMR", _SOUND),
    (0, b"MThd\0\0\0\x06", _SOUND),
    (8, b"WAVEfmt ", _SOUND),
    (8, b"AVI LIST", _FILM),
    (0, b"\x1aE\xdf\xa3", _FILM),
    (0, b"FLV\x01", _FILM),
    (0, b"\0\0\x01\xba", _FILM),
    (0, b"0&\xb2u\x8ef\xcf\x11", ("音视频文件", "a Windows Media file", _WRITTEN)),
    (4, b"ftypheic", _HEIC),
    (4, b"ftypheix", _HEIC),
    (4, b"ftypmif1", _HEIC),
    (4, b"ftypavif", ("AVIF 图片", "an AVIF picture", _PICTURE)),
    (4, b"ftyp", _FILM),
    (4, b"moov", _FILM),
    (0, b"8BPS", ("Photoshop 图片", "a Photoshop picture", _PICTURE)),
    (0, b"\0\0\x01\0\x01\0", ("图标文件", "an icon", _PICTURE)),
    (0, b"\0\0\0\x0cjP  ", ("JPEG 2000 图片", "a JPEG 2000 picture", _PICTURE)),
    (0, b"AT&TFORM", ("DjVu 文档", "a DjVu document", _SAVE)),
    (0, b"Founder CEB", ("方正 CEB 文档", "a Founder CEB document", _SAVE)),
    (0, b"CAJ", ("CAJ 文档", "a CAJ document", _SAVE)),
    (0, b"%!PS", ("PostScript 文件", "a PostScript file", "请另存为 PDF。 Save it as PDF.")),
    (0, b"AC10", ("AutoCAD 图纸", "an AutoCAD drawing", _SAVE)),
    (0, b"SQLite format 3\0", ("数据库文件", "a database", "请导出为 XLSX 或 CSV。 Export it as XLSX or CSV.")),
    (0, b"wOFF", ("字体文件", "a font", _NONE)),
    (0, b"\0\x01\0\0\0", ("字体或数据库文件", "a font or a database", _NONE)),
)


def refuse(chinese: str, english: str, hint: str) -> IngestError:
    """The error for a file of a named kind that no reader takes."""
    return IngestError(f"是 {chinese}，不能读取。 It is {english}, which cannot be read.", hint)


def encrypted() -> IngestError:
    """The error for a file that a password protects."""
    return IngestError(
        "是加密文件，需要密码才能打开。 The file is encrypted.",
        "请去掉密码后另存，再导入。 Save it without the password and import that.",
    )


def damaged(chinese: str, english: str) -> IngestError:
    """The error for a file whose kind is known but whose structure is broken."""
    return IngestError(
        f"{chinese}已损坏或不完整。 The {english} is damaged or incomplete.",
        "请重新下载，或用原程序打开后另存。 Download it again, or open it and save it anew.",
    )


def refuse_signature(data: bytes) -> None:
    """Raises IngestError where `data` begins as a file that no reader takes."""
    for offset, sign, named in _SIGNATURES:
        if data[offset : offset + len(sign)] == sign:
            raise refuse(*named)
    if data[:2] == b"MZ" and b"\0" in data[2:64]:  # two letters alone could begin a text
        raise refuse(*_PROGRAM)
    if data[:1] == b"\xff" and data[1:2] in {b"\xfb", b"\xf3", b"\xf2", b"\xf1", b"\xf9"}:  # MPEG audio frames
        raise refuse(*_SOUND)
