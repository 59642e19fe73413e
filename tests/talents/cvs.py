"""CV files made by the tests: PDF by reportlab, DOCX by python-docx, and the hostile ones."""

from __future__ import annotations

import io
import zipfile

import docx
import pypdf
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

ENGLISH = """\
Anna Lindqvist
Corrosion engineer
anna.lindqvist@example.org | +46 70 123 45 67

Education
The University of Manchester    Sep 2012 - Jun 2016
PhD in Chemistry
Lund University    2008 - 2012
BSc in Materials Engineering

Work experience
Senior Corrosion Engineer, Northern Paint Ltd    Jan 2019 - present
- Lead the test programme of subsea coatings.
Research Associate, Gothenburg Institute of Surfaces    Aug 2016 - Dec 2018

Skills
Corrosion protection, Python, pull-off tests

Languages
English (native), Chinese (B1)

Publications
1. A. Lindqvist. Cathodic disbondment of epoxy. Corrosion Letters, 2018.
2. A. Lindqvist. Ageing of primers. Coatings Review, 2020.
"""
CHINESE = """\
个人简历
姓名：陈思远    电话：138-0000-1234    邮箱：siyuan.chen@example.org
微信：siyuan_c

教育背景
2014.09-2019.06  中国海洋大学  材料科学与工程  博士
2010.09-2014.06  山东大学  化学  学士

工作经历
2019年7月至今  海蓝防腐科技有限公司  高级工程师
• 负责深海涂层配方开发。

专业技能
腐蚀防护、电化学阻抗谱、Python编程

语言
英语（CET-6）

专利
一种防腐涂料，ZL 2019 1 0012345.6
"""

POSTS_UNDER_ONE_EMPLOYER = """\
Li Wei
Shanghai, China | li.wei@example.com | (+86) 139 0000 1111

SUMMARY
Machine learning engineer with six years of experience.

EXPERIENCE
Acme Robotics, Munich, Germany
Senior Machine Learning Engineer                                   Mar 2021 - Present
- Built perception stack
Machine Learning Engineer                                          Jul 2018 - Feb 2021
- Trained models
Bright Labs GmbH — Research Intern (Jan 2018 – Jun 2018)

EDUCATION
Technical University of Munich                                     Munich, Germany
Doktor-Ingenieur (Dr.-Ing.), Robotics                              2015 - 2018
Tongji University                                                  Shanghai, China
B.Eng. in Automation; GPA 3.8/4.0                                  2011 - 2015

TECHNICAL SKILLS
Languages: Python, C++, MATLAB
Frameworks: PyTorch, ROS
LANGUAGES
Chinese: native
English: fluent
German – B2
"""
DUTIES_BETWEEN = """\
李明轩
男 | 1992年5月 | 手机：13900001111 | limx@example.com
求职意向：电池研发工程师
工作经历
2020.07-至今    宁远新能源科技股份有限公司    高级研发工程师
工作内容：
1、负责固态电解质研发；
2、主持省级项目一项。
2018.03-2020.06    中科储能研究院    助理研究员
教育经历
2013.09-2018.01    中国科学技术大学    材料物理与化学    博士（硕博连读）
2009.09-2013.07    山东大学    材料科学与工程    本科
个人技能
熟练掌握XRD、SEM、电化学阻抗谱；精通Origin、MATLAB
英语六级
科研成果
发表SCI论文12篇，授权发明专利3项
"""


def pdf(text: str, *, password: str = "", pages: int = 1) -> bytes:
    """A PDF with the text on each page, by a CID font that PDF readers bring along."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for _ in range(pages):
        canvas.setFont("STSong-Light", 9)
        for number, line in enumerate(text.split("\n")):
            canvas.drawString(40, 800 - 13 * number, line)
        canvas.showPage()
    canvas.save()
    if not password:
        return out.getvalue()
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(out.getvalue())))
    writer.encrypt(password)
    locked = io.BytesIO()
    writer.write(locked)
    return locked.getvalue()


def scan() -> bytes:
    """A PDF that is a picture."""
    out, picture = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (200, 280), "white").save(picture, "PNG")
    picture.seek(0)
    canvas = Canvas(out, pagesize=A4)
    canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
    canvas.save()
    return out.getvalue()


def word(text: str) -> bytes:
    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def bomb(megabytes: int = 90) -> bytes:
    """A DOCX whose document unpacks to many times its size."""
    out = io.BytesIO(word("x"))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("word/media/filler.xml", b"\0" * megabytes * 1_000_000)
    return out.getvalue()
