"""A little market for tests of the engine: documents, and everything that is made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from apps.matching.engine.calibration import Calibration
from apps.matching.engine.documents import encode
from apps.matching.engine.encoders import Encoder
from apps.matching.engine.fitting import fit
from apps.matching.engine.pool import MemoryPool
from apps.matching.engine.posting import PreparedPosting, prepare
from apps.matching.engine.termvectors import TermVectors
from apps.matching.engine.types import Passage, PostingDoc, Skill, TalentDoc, Vocabulary

VOCABULARY = Vocabulary(
    chain_paths={"ai": ("emerging", "ai"), "ic": ("emerging", "ic"), "chem": ("advantage", "chem")},
    skill_broader={"epoxy": "coating", "graphene_coating": "coating"},
    skill_labels={"coating": ("防腐涂层", "anticorrosion coating"), "epoxy": ("环氧涂料", "epoxy coating")},
    skill_related={"salt_spray": ("coating",), "coating": ("surface_treatment",)},
    discipline_paths={"materials": ("engineering", "materials"), "physics": ("science", "physics")},
)


@dataclass(frozen=True)
class World:
    encoder: Encoder
    postings: tuple[PostingDoc, ...]
    talents: tuple[TalentDoc, ...]
    words: TermVectors
    calibration: Calibration

    @classmethod
    def of(cls, encoder: Encoder, postings: Sequence[PostingDoc], talents: Sequence[TalentDoc]) -> World:
        words = TermVectors(encoder)
        asked = [encode(doc, encoder) for doc in postings]
        people = [encode(doc, encoder) for doc in talents]
        return cls(encoder, tuple(postings), tuple(talents), words, fit(asked, people, encoder, words))

    @cached_property
    def pool(self) -> MemoryPool:
        return self.pool_of(self.talents)

    def pool_of(self, talents: Sequence[TalentDoc]) -> MemoryPool:
        return MemoryPool.build([(doc, encode(doc, self.encoder)) for doc in talents], self.calibration, self.words)

    def prepared(self, doc: PostingDoc) -> PreparedPosting:
        return prepare(doc, encode(doc, self.encoder), self.calibration, self.words)

    def person(self, id_: str) -> MemoryPool:
        return self.pool.take(np.array([self.pool.row_of[id_]]))

    def talent(self, id_: str) -> TalentDoc:
        return next(doc for doc in self.talents if doc.id == id_)


def posting(id_: str, title: str, text: str, skills: Sequence[str] = (), **facts: object) -> PostingDoc:
    passages = (Passage("title", title), Passage("requirements", text))
    return PostingDoc(id_, passages=passages, skills=tuple(Skill(s) for s in skills), **facts)  # type: ignore[arg-type]


def talent(id_: str, headline: str, text: str, skills: Sequence[str] = (), **facts: object) -> TalentDoc:
    passages = (Passage("title", headline), Passage("experience", text))
    return TalentDoc(id_, passages=passages, skills=tuple(Skill(s) for s in skills), **facts)  # type: ignore[arg-type]


COATING_JOB = posting(
    "coating-job",
    "海洋防腐涂层研发工程师",
    "负责海洋装备防腐涂料的配方设计、盐雾试验与施工工艺开发；要求材料或化学专业博士，熟悉环氧树脂与电化学阻抗测试。",
    ["防腐涂层", "环氧树脂", "电化学测试"],
    degree_min="doctor",
    salary_min=300_000,
    salary_max=450_000,
)
VISION_JOB = posting(
    "vision-job",
    "Computer vision engineer",
    "Build defect detection for assembly lines: cameras, segmentation networks, deployment on embedded GPUs.",
    ["image segmentation", "CUDA"],
    degree_min="master",
    salary_max=400_000,
)
ROBOT_CHALLENGE = posting(
    "robot-challenge",
    "榜单：水下机器人自主导航",
    "需求：声呐与惯性融合定位、路径规划、弱通信环境下的自主控制。指标：定位误差小于百分之一。",
    ["声呐定位", "路径规划"],
)
POSTINGS = (COATING_JOB, VISION_JOB, ROBOT_CHALLENGE)

TALENTS = (
    talent(
        "coating-doctor",
        "Protective coatings for ships and offshore structures",
        "I formulate epoxy and polyurethane anticorrosion coatings for seawater, run salt spray tests and electrochemical"
        " impedance spectroscopy, and brought two primers to the shipyard.",
        ["anticorrosion coatings", "epoxy resins", "electrochemical impedance"],
        degree="doctor",
        salary_expected=420_000,
        years=6,
    ),
    talent(
        "optics-engineer",
        "VR optics engineer",
        "Design of pancake lenses and waveguides for headsets, ray tracing in Zemax, tolerance analysis, optical coating"
        " suppliers.",
        ["lens design", "Zemax", "waveguides"],
        degree="doctor",
        salary_expected=400_000,
    ),
    talent(
        "battery-researcher",
        "锂电池电解液研究员",
        "从事锂离子电池电解液与界面膜研究，熟悉电化学阻抗测试。没有做过防腐涂料。",
        ["电解液", "电化学测试"],
        degree="doctor",
        salary_expected=350_000,
    ),
    talent(
        "vision-engineer",
        "機器視覺演算法工程師",
        "負責產線瑕疵檢測：相機選型、影像分割網路訓練與嵌入式部署，熟悉 CUDA。",
        ["影像分割", "CUDA"],
        degree="master",
        salary_expected=300_000,
    ),
    talent(
        "robot-researcher",
        "Autonomous underwater vehicles",
        "Sonar and inertial navigation, path planning and control of underwater robots with poor communication.",
        ["sonar", "path planning", "SLAM"],
        degree="doctor",
    ),
    talent(
        "accountant",
        "Tax accountant",
        "Corporate tax returns, audits and transfer pricing for trading companies.",
        ["tax", "audit"],
        degree="bachelor",
        salary_expected=200_000,
    ),
)
