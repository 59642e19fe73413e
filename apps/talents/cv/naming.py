"""What a piece of a line names: a post, a body that employs people, or a place. Judged by its head word, not by any word.

"Bank Manager" is a post and "Manager's Bank" a body: in English the last word before "of", "for" and the like decides,
in Chinese the end of the piece.
"""

from __future__ import annotations

import re

from apps.talents.cv.lexicon import Lexicon
from apps.talents.cv.pieces import HAN, Piece, words_of

_TITLE_HEADS = words_of(
    "engineer engineers scientist researcher professor lecturer reader manager intern trainee fellow director "
    "developer analyst consultant technologist officer lead head leader specialist assistant associate postdoc "
    "postdoctoral chief architect designer technician chemist physicist biologist economist founder cofounder partner "
    "supervisor coordinator adviser advisor expert planner programmer president ceo cto cfo coo vp teacher instructor "
    "tutor operator executive apprentice surveyor inspector pharmacist physician surgeon nurse statistician modeller "
    "modeler owner member scholar candidate investigator pi student internship traineeship secondment controller "
    "auditor strategist representative administrator secretary editor writer translator attorney lawyer counsel "
    "accountant buyer compounder formulator toxicologist geologist hydrologist oceanographer ecologist agronomist "
    "veterinarian mathematician cryptographer principal chair dean curator librarian freelancer contractor welder "
    "machinist mitarbeiter mitarbeiterin ingenieur ingenieurin leiter leiterin entwickler entwicklerin referent "
    "referentin hilfskraft werkstudent werkstudentin praktikant praktikantin doktorand doktorandin projektleiter "
    "projektleiterin gruppenleiter gruppenleiterin teamleiter teamleiterin abteilungsleiter geschäftsführer berater "
    "beraterin professorin wissenschaftler wissenschaftlerin konstrukteur ingeniero ingeniera investigador "
    "investigadora ingénieur ingénieure chercheur chercheuse stagiaire doctorant doctorante postdoctorant professeur "
    "maître responsable chef entrepreneur evangelist scientist-engineer demonstrator facilitator trainer coach "
    "superintendent foreman pilot captain astronomer archaeologist psychologist sociologist linguist neuroscientist "
    "bioinformatician immunologist virologist radiologist oncologist microbiologist geneticist metallurgist "
    "crystallographer spectroscopist experimentalist theorist merchandiser dispatcher scheduler estimator assessor "
    "examiner appraiser underwriter actuary trader quant staff sre"
)
_BODY_HEADS = words_of(
    "university universität université universidad universitat università universiteit universitet college institute "
    "institut instituto istituto polytechnic hochschule fachhochschule school academy company co ltd limited inc "
    "incorporated llc llp gmbh plc corp corporation group gruppe holding holdings laboratory laboratories lab labs "
    "centre center centro zentrum hospital klinik clinic ag sa se kg ab as asa oy oyj bv nv kk spa srl pty pte kgaa "
    "technologies technology systems solutions industries motors energy pharma pharmaceuticals pharmaceutical biotech "
    "biologics chemicals chemical bank agency ministry society foundation authority works shipyard partners ventures "
    "capital consulting consultants associates dynamics robotics semiconductor semiconductors electronics materials "
    "instruments devices therapeutics diagnostics biosciences sciences mobility automotive aerospace aviation "
    "airlines airways railways rail telecom networks software studios studio press publishing council commission "
    "committee department dept faculty office bureau unit division observatory museum library brewery foods dairy "
    "airbus cern csic cnrs cea nasa esa epfl eth mit kit tum eth-zürich fraunhofer ecole école inria inserm csiro "
    "riken aist kaist postech nus ntu hkust cuhk hku polyu engineering logistics shipping marine offshore power "
    "electric hydrogen batteries battery photonics optics analytics data ai intelligence health healthcare medical "
    "care insurance international global worldwide enterprises enterprise services trading polymers coatings paints "
    "steel metals cement glass textiles toys games media entertainment institution association federation union trust "
    "fund parliament government army navy startup start-up"
)
_WEAK_BODY = words_of("engineering technology department faculty division unit office data power materials")
_CUT = re.compile(
    r"\s+(?:of|for|in|at|to|on|with|from|and|&|de|für|im|der|des|la|du|del|–|—|-)\s+|\s*[(（:,;/“„«\x22]|\s+(?:I{1,3}|IV|V|\d+)$",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"[a-z]{3,}(?:er|or|ist|ian|yst|eur|euse|arin)$")
_TITLE_HAN = re.compile(
    r"(?:工程师|设计师|分析师|架构师|技师|规划师|咨询师|培训师|会计师|医师|药师|教师|老师|导师|律师|经济师|策划师|师|研究员|教员|技术员|程序员|操作员|质检员|检验员|实验员|管理员|业务员|专员|科员|文员|职员|队员|员工|"
    r"经理|经办|总监|主管|教授|讲师|博士后|实习生?|助理|专家|顾问|负责人|主任|总裁|总工|创始人|合伙人|董事长?|秘书|学者|助教|助研|带头人|骨干|院士|组长|部长|院长|所长|科长|处长|厂长|局长|校长|队长|站长|班长|店长|"
    r"会长|社长|代表|主编|会计|编辑|翻译|科学家|技术官|执行官|架构|总设计师|岗|生|管培|储备干部|博士研究生|兼职|見習|研究員|技術者|主任研究員|准教授|助手|課長|係長|工程師|經理|總監|主管|開發|實習|研發|研发|开发|测试|运维|销售|算法|运营|"
    r"PI|CEO|CTO|CFO|COO|VP)(?:[（(][^()（）]{1,20}[)）])?$",
    re.IGNORECASE,
)
_NOT_TITLE_HAN = re.compile(r"(?:卫生|民生|医生集团|研发中心)$")
_BODY_HAN = re.compile(
    r"(?:公司|大学|大學|学院|學院|研究院|研究所|科学院|设计院|集团|集團|医院|醫院|中心|实验室|實驗室|工作站|流动站|银行|銀行|事务所|株式会社|協会|协会|学会|委员会|基金会|研究会|机构|"
    r"厂|局|院|所|政府|学校|中学|小学|会社|总部|事业部|总行|分行|支行|平台|园区|部队|海关|机场|码头|港)(?:[（(][^()（）]{1,20}[)）])?$|^株式会社|有限公司|股份公司",
    re.IGNORECASE,
)
_WEAK_BODY_HAN = re.compile(
    r"(?:科技|股份|电子|汽车|重工|制药|药业|医药|生物|能源|机器人|智能|电力|电气|化工|化学|新材|材料|石化|航空|航天|船舶|建设|建工|资本|证券|基金|保险|通信|网络|软件|数据|传媒|食品|农业|牧业|装备|仪器|"
    r"光电|半导体|微电子|动力|电池|环保|环境|物流|港口|铁路|交通|地铁|轨道|出版社|社|校|家电|啤酒|橡胶|轮胎|钢铁|精密|光学|医疗|基因|海洋|咨询|投资|教育|控股|实业|工业|国际|互联|云|部|系|组)$"
)
_PLACES = (
    "china|p\\.?r\\.? ?china|hong kong|macau|taiwan|japan|korea|south korea|singapore|malaysia|thailand|vietnam|india|indonesia|australia|new zealand|usa|u\\.s\\.a?\\.?|united states|canada|mexico|brazil|"
    "chile|argentina|uk|u\\.k\\.|united kingdom|england|scotland|wales|ireland|france|germany|deutschland|austria|switzerland|italy|spain|portugal|netherlands|the netherlands|belgium|"
    "luxembourg|denmark|sweden|norway|finland|iceland|poland|czech republic|czechia|hungary|romania|greece|turkey|israel|egypt|nigeria|kenya|south africa|morocco|russia|ukraine|uae|"
    "saudi arabia|qatar|iran|pakistan|bangladesh|remote|beijing|shanghai|guangzhou|shenzhen|hangzhou|nanjing|wuhan|chengdu|xi'an|xian|tianjin|qingdao|dalian|suzhou|xiamen|chongqing|"
    "harbin|changsha|jinan|london|manchester|cambridge|oxford|edinburgh|glasgow|birmingham|leeds|sheffield|bristol|southampton|dublin|paris|lyon|grenoble|toulouse|berlin|munich|"
    "münchen|hamburg|stuttgart|frankfurt|dresden|aachen|karlsruhe|zurich|zürich|geneva|lausanne|basel|vienna|wien|milan|rome|turin|madrid|barcelona|valencia|lisbon|porto|amsterdam|rotterdam|"
    "delft|eindhoven|the hague|brussels|leuven|ghent|copenhagen|stockholm|gothenburg|lund|oslo|trondheim|helsinki|espoo|warsaw|krakow|prague|budapest|bucharest|athens|istanbul|moscow|"
    "tokyo|osaka|kyoto|nagoya|sendai|fukuoka|yokohama|seoul|busan|daejeon|taipei|hsinchu|bangalore|mumbai|delhi|sydney|melbourne|brisbane|perth|auckland|toronto|montreal|vancouver|"
    "ottawa|new york|boston|chicago|houston|austin|dallas|seattle|san francisco|san jose|san diego|los angeles|palo alto|mountain view|sunnyvale|pittsburgh|philadelphia|atlanta|detroit|"
    "ann arbor|denver|boulder|portland|princeton|baltimore|washington(?:,? d\\.?c\\.?)?"
)
_STATES = "A[LKZR]|C[AOT]|D[CE]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|W[AVIY]|ON|QC|BC|AB"
_PLACE = re.compile(
    rf"(?:{_PLACES})(?:\s*[,/]\s*(?:{_PLACES}|(?-i:{_STATES})))*|(?-i:[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){{0,2}},\s?(?:{_STATES}))(?:,\s*(?:{_PLACES}))?",
    re.IGNORECASE,
)
_TOWN = re.compile(rf"(?-i:[A-Z])[\w.'-]+(?: (?-i:[A-Z])[\w.'-]+)?,\s*(?:{_PLACES})", re.IGNORECASE)
_PLACE_HAN = re.compile(
    r"(?:中国|美国|英国|德国|法国|日本|韩国|新加坡|加拿大|澳大利亚|荷兰|瑞典|瑞士|意大利|西班牙|丹麦|挪威|芬兰|比利时|奥地利|俄罗斯|香港|澳门|台湾|北京|上海|天津|重庆|青岛|济南|烟台|威海|潍坊|广州|深圳|杭州|宁波|"
    r"南京|苏州|无锡|武汉|成都|西安|长沙|合肥|厦门|福州|大连|沈阳|哈尔滨|长春|郑州|昆明|贵阳|南昌|石家庄|太原|兰州|珠海|东莞|佛山|东京|大阪|名古屋|首尔|伦敦|曼彻斯特|剑桥|牛津|巴黎|柏林|慕尼黑|斯图加特|苏黎世|波士顿|纽约|硅谷|"
    r"[\u3400-\u9fff]{2,4}(?:省|市|区|县))+"
)
_TERMS = re.compile(
    r"(?:full|part)[- ]?time|全职|兼职|全日制|contract|temporary|permanent|remote|hybrid|freelance|internship|实习|正式|vollzeit|teilzeit",
    re.IGNORECASE,
)
STRONG, WEAK = 1.0, 0.4


def is_place(text: str) -> bool:
    bare = text.strip(" ()（）,.，")
    return bool(_PLACE.fullmatch(bare) or _PLACE_HAN.fullmatch(bare))


def may_be_place(text: str) -> bool:
    """ "Heilbronn, Germany": a name and a country, which a firm may write too."""
    return bool(_TOWN.fullmatch(text.strip())) and not body_weight(text.split(",", maxsplit=1)[0])


def is_terms(text: str) -> bool:
    """Full time, contract, remote: says nothing about who or what."""
    return bool(_TERMS.fullmatch(text.strip(" ()（）,.，")))


def title_weight(text: str) -> float:
    """How surely a piece names a post: 0, WEAK or STRONG."""
    if re.search(f"[{HAN}]", text):
        return _han_title(text)
    words = _head_words(text)
    if not words:
        return 0.0
    if words[-1] in _TITLE_HEADS:
        return STRONG
    if any(word in _TITLE_HEADS for word in words) and words[-1] not in _BODY_HEADS:
        return WEAK
    return WEAK if _SUFFIX.search(words[-1]) and words[-1] not in _BODY_HEADS and len(words) > 1 else 0.0


def _han_title(text: str) -> float:
    bare = re.sub(r"\s*[A-Za-z&,.()\- ]+$", "", text).strip() or text
    if _TITLE_HAN.search(bare) and not _NOT_TITLE_HAN.search(bare):
        return STRONG
    latin = re.sub(f"[{HAN}]+", " ", text).strip()
    return WEAK if latin and title_weight(latin) == STRONG else 0.0


def body_weight(text: str, lexicon: Lexicon | None = None) -> float:
    """How surely a piece names an organisation: 0, WEAK or STRONG."""
    if lexicon is not None and lexicon.schools.whole(text):
        return STRONG
    if re.search(f"[{HAN}]", text):
        bare = re.sub(r"\s*[A-Za-z&,.()\- ]+$", "", text).strip() or text
        if _BODY_HAN.search(bare):
            return STRONG
        return WEAK if _WEAK_BODY_HAN.search(bare) else 0.0
    words = _head_words(text)
    found = [word for word in words if word in _BODY_HEADS]
    if not found:
        return 0.0
    return STRONG if words[-1] in _BODY_HEADS - _WEAK_BODY else WEAK


def _head_words(text: str) -> list[str]:
    """Lower-case words up to the first "of", bracket or comma: the last of them is what the thing is."""
    head = _CUT.split(re.sub(r"\b(A)/(S|B)\b", r"\1\2", text.strip(" ,.·")), maxsplit=1)[0]
    words = [word.strip(".,'’\"").lower() for word in re.split(r"[\s/&]+", head)]
    return [
        part for word in words if word for part in ([word] if word in _BODY_HEADS | _TITLE_HEADS else word.split("-"))
    ]


def leaning(piece: Piece, lexicon: Lexicon | None = None) -> float:
    """Above 0 rather a post, below rather a body."""
    return title_weight(piece.text) - body_weight(piece.text, lexicon)
