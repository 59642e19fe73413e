"""Where somebody tells what she has not done, hardly knows or leaves to others.

People say so in both languages, and it is honest: such a stretch is no claim, and against a posting that asks for just
that it counts. Folded text only; a list of words of ordinary language, none of any trade.
"""

from __future__ import annotations

import re

_HAN = (
    r"没有|没(?:做|能|接触|参与|碰|用|干|学|独立|亲自|怎么)|未(?:曾|参与|负责|从事|接触|涉及|做|亲自|独立|直接|有|能|实际)|尚未|尚无|从未|并无|暂无|还没"
    r"|无(?:直接|相关|实际|量产|实操|独立|正式)*(?:经验|经历|实绩)"
    r"|不(?:熟|多|深|擅长|负责|涉及|参与|懂|会|曾|精|算突出|算深|了解|是我|是本人|在我|属于)|并非(?:本人|我|专长|强项|主业)|非(?:本人|我的)"
    r"|较少|很少|甚少|极少|偏少|少有|有限(?!元|公司|责任|差|体积|合伙|单元|状态)|缺乏|欠缺|不足(?!百|千|[0-9一二三四五六七八九十])|薄弱|较弱|偏弱|较浅|尚浅|生疏|陌生"
    r"|仅(?:限|做|参与|用|在|是|能|由|有|会|协助|了解|从|以|就|涉及|接触|懂|作|为|止|停留|负责|于)|只(?:限|做|参与|用|在|是|能|由|有|会|协助|了解|从|涉及|接触|懂|作|停留|负责|看|听|读)"
    r"|略知|略懂|粗通|一般[,，。;；]|(?:基础|初步|粗浅|表面)(?:的)?(?:了解|认识|知识)|停留在"
    r"|由.{0,16}(?:负责|完成|决定|承担|主导|处理|提供|把关|执行)|依赖(?:合作|外部|外协|同事|供应商|他人|第三方|总部)|依靠(?:合作|外部|同事|供应商|他人)|仰赖|外购|外包|交(?:给|由)|归.{0,8}(?:管|负责)"
    r"|愿意(?:转|学|补)|有待|需要学习|需(?:要)?(?:补|再学|同事)"
)
_LATIN = (
    r"\b(?:nor|neither|cannot|hardly|barely|scarcely|seldom|rarely|unfamiliar|elsewhere)\b"
    r"|\b(?:i|have|has|had|was|were|we) (?:\w+ )?never\b|^\W*(?:but |and |yet |though )?never\b|\bnever (?:did|done|been|worked|had|used|my|mine|part|touched|led|built|made|in|at|went|held|saw|met|tried)\b"
    r"|\b(?:do|did|does|have|has|had|was|were|would|could|ca|wo|is|are)n['’]t\b|\b(?:do|did|have|has|had|am) (?:\w+ )?not\b"
    r"|\bnot (?:yet|my|mine|been|done|responsible|directly|personally|worked|part|in my|something|a |an |the |at |on |by myself|for )"
    r"|\bno (?:[\w-]+ ){0,3}(?:experience|exposure|background|knowledge|training|responsibility|practice|record|synthesis|role)\b|\bbut no\b|\band no\b"
    r"|\bwithout (?:having|ever|being|any)\b|\black(?:s|ed|ing)?\b"
    r"|\blimited (?:to|experience|exposure|knowledge|practice)\b|\b(?:is|are|was|were|remains?) (?:\w+ )?limited\b"
    r"|\b(?:little|less|modest|basic|superficial|rudimentary|minor) (?:experience|exposure|hands-on|practice|knowledge|familiar|of my|role|part|grasp)\b"
    r"|\bknow(?:s)? (?:\w+ )?(?:little|less)\b"
    r"|\bonly (?:in|a|an|at|as|for|on|from|through|via|by|with|one|two|once|touched|read|seen|saw|met|supervis\w+|assist\w+|the|briefly|know|used|use|worked|evaluated|during|to|watched|helped|my|indirectly|secondary|basic|some)\b"
    r"|\b(?:have|has|was|were|is|are) only\b|\bI only\b|\bonly [\w-]+ed\b"
    r"|\bnew to me\b|\bwould be (?:new|a first)\b|\boutside (?:my|our|the scope)\b|\bout of my\b|\brather than\b|\byet to\b|\bshort of\b"
    r"|\bahead of me\b|\bstill (?:to |have to )?learn\w*|\bwould need\b"
    r"|\b(?:left|leave|leaves|pass|passed|passes|hand|handed|outsource\w*) (?:[\w-]+ ){0,6}to (?:others|another|an?|our|the|my|other)\b"
    r"|\bbelong(?:s|ed)? to (?:other|another|the|our|my|an?)\b|\bneighbou?ring (?:department|team|group)s?\b|\b(?:colleague|team|group|department) next door\b"
    r"|\b(?:by|to|with|from) (?:my|our|an?|other|another|the|external|outside) (?:[\w-]+ ){0,2}(?:colleagues?|departments?|suppliers?|subcontractors?|contractors?|consultants?)\b"
    r"|\bsome(?:one|body) else\b|\bothers (?:do|did|handle|own)\b|\bpartner for\b"
    r"|\b(?:side|college|student|hobby|school|pet) projects?\b|\bbetter than (?:I |my )?\b|\b(?:lab|laboratory|bench|toy) scale\b|\bsecond[- ]hand\b|\bborrowed\b|\bon paper\b"
    r"|\bnothing (?:has|was|is)\b"
)
_CLAIM = re.compile(
    r"不(?:仅|只|单)|由(?:我|本人)(?!的|们|方|司|组|国|校|院)|不再?依赖|不(?:多|少)于"
    r"|[仅只]用了?[0-9一二两三四五六七八九十半数几]+个?半?(?:天|日|周|月|年|小时|分钟)"
    r"|(?:解决|克服|改善|突破)[^，,。;；]{0,12}(?:不足|缺乏|欠缺|薄弱|有限|较少|偏少)"
    r"|(?:没有|从未|未曾?)(?:发生|出现|出过|停产|返工|延误|失败)"
    r"|(?:工艺|产品|设计|图纸|配方|模型|系统)(?:移|转)?交给(?:工厂|车间|产线|生产|客户|用户|业主)"
    r"|\bnot (?:only|just|merely)\b|\bfrom (?:the )?(?:lab|laboratory|bench) scale\b"
    r"|\bnever (?:\w+ )?(?:lost|missed|failed|stopped)\b"
    r"|\bwithout (?:any|a single) (?:[\w-]+ ){0,2}(?:accident|incident|loss|defect|recall|stoppage|complaint)(?:e?s)?\b"
    r"|\b(?:supervis\w+|mentor\w+|led|lead) (?:[\w-]+ ){0,3}(?:student|college) projects?\b"
    r"|\b(?:hand|handed|pass|passed) (?:over )?(?:the |our |my |this |that |each |every )(?:[\w-]+ )?"
    r"(?:process|product|line|design|method|recipe|model|package|system|technology)(?:e?s)? (?:over )?to\b",
    re.IGNORECASE,
)
"""What sounds like a lack and boasts: "not only", "from lab scale to tonnes", work that was handed over finished."""

_GAP = re.compile(f"{_HAN}|{_LATIN}", re.IGNORECASE)


def tells_gap(clause: str) -> bool:
    """Whether a folded clause tells of something lacking rather than done."""
    return _GAP.search(_CLAIM.sub(" ", clause)) is not None
