"""The pool of the held-out half: nothing in it stands in the other one."""

from __future__ import annotations

from tests.cvs.pools import Pool, named, pairs

HELD_OUT = Pool(
    names={
        "chinese": named("""
            程亦舒 | Cheng | Yishu
            司徒云帆 | Situ | Yunfan
            曾庆麟 | Zeng | Qinglin
            解雨桐 | Xie | Yutong
            冯以宁 | Feng | Yining
            卢照 | Lu | Zhao
            翟天佑 | Zhai | Tianyou
        """),
        "western": named("""
             | Petrosyan | Ani
             | Delacroix | Maxime
             | Hargreaves | Philippa J.
             | de Boer | Sanne
             | Ramanathan | Vikram
             | Castillo Vega | Lucía
        """),
        "japanese": named("""
            小田切亮 | Odagiri | Ryo
            白石優花 | Shiraishi | Yuka
        """),
        "korean": named("""
            尹瑞俊 | Yoon | Seojun
             | Bae | Ha-eun
        """),
        "german": named("""
             | Hinterberger | Anselm
             | Grünfeld | Birgit
        """),
    },
    schools=pairs("""
        哈尔滨工业大学 | Harbin Institute of Technology
        华中科技大学 | Huazhong University of Science and Technology
        厦门大学 | Xiamen University
        中国石油大学（华东） | China University of Petroleum
        重庆大学 | Chongqing University
        江南大学 | Jiangnan University
        谢菲尔德大学 | University of Sheffield
        卡尔斯鲁厄理工学院 | Karlsruhe Institute of Technology
        查尔姆斯理工大学 | Chalmers University of Technology
        名古屋大学 | Nagoya University
        普渡大学 | Purdue University
        首尔大学 | Seoul National University
        香港理工大学 | The Hong Kong Polytechnic University
    """),
    fields=pairs("""
        动力工程及工程热物理 | Energy and Power Engineering
        信号与信息处理 | Signal Processing
        材料加工工程 | Materials Processing
        水产养殖 | Aquaculture
        工业设计 | Industrial Design
        药物化学 | Medicinal Chemistry
        统计学 | Statistics
        光学工程 | Optical Engineering
        安全科学与工程 | Safety Engineering
        环境科学 | Environmental Science
    """),
    organisations=pairs("""
        鼎曜重工股份有限公司 | Harrow Heavy Industries
        栖霞光电科技有限公司 | Lumen & Loom Photonics
        九峰制药集团 | Ninepeak Pharmaceuticals AG
        东礁海洋研究院 | Eastreef Ocean Institute
        穗丰农业科技 | Grainfield
        极昼数据 | Polar Day Analytics LLC
        中原电力设计院 | Midland Power Design Institute
        兰登大学附属第一医院 | Langdon University Hospital
        飞廉航空发动机有限责任公司 | Feilian Aero Engines
        山海银行总行 | Shanhai Bank
        爱丁堡大学 | University of Edinburgh
        橡木家电（苏州）有限公司 | Oakwood Home Appliances S.A.
    """),
    titles=pairs("""
        主任工程师 | Staff Engineer
        数据分析师 | Data Analyst
        特聘研究员 | Research Fellow
        技术经理 | Technical Manager
        讲师 | Lecturer
        质量负责人 | Head of Quality
        系统架构师 | Systems Architect
        科研助理 | Research Assistant
        仿真工程师 | Simulation Engineer
        产品经理 | Product Manager
        访问学者 | Visiting Scholar
        注册专员 | Regulatory Affairs Specialist
    """),
    cities=pairs("""
        武汉 | Wuhan
        爱丁堡 | Edinburgh
        慕尼黑 | Munich
        首尔 | Seoul
        芝加哥 | Chicago
        里昂 | Lyon
    """),
    skills=pairs("""
        燃烧诊断 | combustion diagnostics
        时间序列分析 | time series analysis
        LC-MS | LC-MS
        CAD制图 | SolidWorks
        循环水养殖 | recirculating aquaculture
        R语言 | R
        COMSOL Multiphysics | COMSOL Multiphysics
        光学镀膜 | thin-film coating
        SQL | SQL
        粉末冶金 | powder metallurgy
        危险与可操作性分析 | HAZOP
        卡尔曼滤波 | Kalman filtering
        分子对接 | molecular docking
        Kubernetes | Kubernetes
        用户研究 | user research
        激光焊接 | laser welding
        Verilog | Verilog
        GMP合规 | GMP compliance
        水质监测 | water quality monitoring
        TensorFlow | TensorFlow
    """),
    duties=pairs("""
        牵头制定企业标准两项，覆盖全部产线 | Drafted two company standards now used at all sites
        搭建数据平台，日处理量千万条 | Designed a platform that handles ten million records a day
        组织国际合作与人员交流 | Coordinated a partnership with four laboratories abroad
        完成样机试制并通过第三方检测 | Took a prototype through third-party certification
        指导研究生六名 | Supervised six graduate students
        优化焊接参数，废品率下降四成 | Cut the scrap rate by forty per cent
        编写申报材料并答辩 | Prepared and defended the filing
    """),
    papers=[
        "Flame anchoring behind porous bluff bodies|Combustion Notes|2017",
        "Seasonal adjustment with few observations|Journal of Applied Guessing|2022",
        "On coatings for mid-infrared lenses|Optics Miscellany|2020",
        "Welding of dissimilar sheets by blue lasers|Joining Quarterly|2024",
        "循环水系统中硝化细菌的驯化|水产工程杂谈|2019",
        "小样本下的故障诊断方法|机械故障通讯|2021",
        "某类激酶抑制剂的构效关系|药学虚拟杂志|2018",
    ],
    patents=[
        "一种循环水养殖净化系统|ZL 2019 2 0088456.7|2021",
        "Optical coating with graded index|WO 2020/998877 A1|2020",
        "一种激光焊接夹具|CN 211998877 U|2020",
        "Sensor node for harsh rooms|GB 2599881 A|2023",
    ],
    aims=pairs("""
        期望从事智能装备方向的技术管理工作 | I would like to lead a group in industrial research
        意向城市：青岛 | Interested in positions on the coast
        可随时到岗 | Available at three months' notice
    """),
)
