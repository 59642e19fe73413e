"""Who takes part in a call: officers with the roles that ship, firms, applicants, experts of the pool. All invented."""

from __future__ import annotations

from apps.accounts.models import Role, RoleHolding, User
from apps.experts.models import Expert
from tests.factories import make_expert, make_user
from tests.journeys.cast import known

DISTRICT = "370212"
FIELD = "marine_equip"
APPLICANTS = (
    ("林屿", "Lin Yu"), ("贺岚", "He Lan"), ("沈砚", "Shen Yan"), ("陆鸥", "Lu Ou"), ("秦礁", "Qin Jiao"),
    ("姜汐", "Jiang Xi"), ("罗帆", "Luo Fan"), ("范潮", "Fan Chao"), ("龚湾", "Gong Wan"), ("黎舟", "Li Zhou"),
    ("崔汀", "Cui Ting"), ("温澜", "Wen Lan"), ("魏渚", "Wei Zhu"), ("郝泓", "Hao Hong"), ("邹澄", "Zou Cheng"),
    ("柏溟", "Bai Ming"),
)  # fmt: skip
EXPERTS = (
    ("许岫云", "Xu", "Xiuyun"), ("顾岫石", "Gu", "Xiushi"), ("邵岫林", "Shao", "Xiulin"), ("钱岫泉", "Qian", "Xiuquan"),
    ("孟岫峰", "Meng", "Xiufeng"), ("丁岫川", "Ding", "Xiuchuan"), ("阮岫野", "Ruan", "Xiuye"), ("季岫松", "Ji", "Xiusong"),
    ("楚岫竹", "Chu", "Xiuzhu"), ("祝岫虹", "Zhu", "Xiuhong"), ("栾岫溪", "Luan", "Xiuxi"), ("尹岫亭", "Yin", "Xiuting"),
)  # fmt: skip


def officer(code: str, *, district: str = "") -> User:
    """Staff with one of the roles of `accounts/data/roles.toml`, for the city or a district."""
    number = RoleHolding.objects.count() + 1
    user = make_user(f"{code}{number}@office.example.test", is_staff=True, display_name=f"{code} {number}")
    RoleHolding.objects.create(user=user, role=Role.objects.get(code=code), district=district)
    return known(user)


def applicants(count: int, language: str, *, first: int = 0) -> list[User]:
    """People with an account and a name, each at a mail address of her own."""
    made = []
    for zh, en in APPLICANTS[first : first + count]:
        address = f"{en.replace(' ', '').lower()}@solver.test"
        made.append(known(make_user(address, display_name=en if language == "en" else zh)))
    return made


def pool(count: int) -> list[Expert]:
    """Experts at home in the field, each at an institute of her own."""
    made = []
    for at, (name_zh, family, given) in enumerate(EXPERTS[:count]):
        user = known(make_user(f"{given.lower()}@institute{at}.test", display_name=name_zh))
        made.append(
            make_expert(
                name_zh=name_zh,
                family_name=family,
                given_name=given,
                employer=f"第{at + 1}号示例研究院",
                user=user,
                chains=[FIELD],
            )
        )
    return made
