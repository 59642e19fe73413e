"""A little text of every trade in both languages, so that a pool of three people has something to be compared with.

Calibration asks how alike a posting and just anybody are. While there are fewer real documents than it needs in a
script, these stand in. They describe nobody.
"""

from __future__ import annotations

BACKGROUND = (
    ("家电产品经理，负责冰箱与空调的结构设计、能效测试和量产导入。", "Appliance engineer: refrigerator and air-conditioner design, energy tests and ramp-up to series production."),
    ("轨道车辆工程师，从事转向架强度计算、制动系统与车体焊接。", "Rail vehicle engineer working on bogie strength, braking systems and welded car bodies."),
    ("新能源汽车电池工程师，研究电芯材料、热管理与电池管理系统。", "Battery engineer for electric cars: cell materials, thermal management and battery management software."),
    ("化工工艺研究员，开发催化剂、反应器放大与精馏分离流程。", "Chemical process researcher developing catalysts, reactor scale-up and distillation."),
    ("船舶与海洋工程设计师，负责水动力分析、防腐与水下机器人。", "Naval architect: hydrodynamics, corrosion protection and underwater vehicles."),
    ("食品发酵研究员，研究酵母、风味物质、保鲜与食品安全检测。", "Food scientist in fermentation: yeast, flavour, shelf life and safety testing."),
    ("纺织服装工程师，负责纤维纺纱、染整工艺与功能面料开发。", "Textile engineer for spinning, dyeing and functional fabrics."),
    ("集成电路设计工程师，从事模拟电路、版图、流片与封装测试。", "Chip designer: analogue circuits, layout, tape-out, packaging and test."),
    ("显示面板工程师，研究薄膜晶体管、有机发光材料与微型发光二极管。", "Display engineer: thin-film transistors, organic emitters and micro-LED transfer."),
    ("虚拟现实开发者，负责头显光学、三维渲染、手势与眼动追踪。", "Virtual reality developer: headset optics, rendering, hand and eye tracking."),
    ("人工智能算法工程师，训练语言模型、图像识别与推荐系统。", "Machine learning engineer training language models, image recognition and recommender systems."),
    ("生物医药研究员，从事抗体药物、细胞治疗、临床试验与医疗器械注册。", "Biomedical scientist: antibodies, cell therapy, clinical trials and device approval."),
    ("智能制造工程师，负责机器人控制、数控机床与生产线自动化。", "Manufacturing engineer: robot control, machine tools and line automation."),
    ("高分子与金属材料研究员，研究合金组织、复合材料与表面涂层。", "Materials researcher: alloys, polymers, composites and surface coatings."),
    ("精密仪器工程师，开发光学测量、传感器标定与质谱仪器。", "Instrument engineer: optical metrology, sensor calibration and mass spectrometers."),
    ("通用航空工程师，从事无人机飞控、适航认证与发动机维修。", "Aviation engineer: drone flight control, airworthiness and engine maintenance."),
    ("氢能与储能工程师，研究电解制氢、燃料电池与液流电池。", "Hydrogen engineer: electrolysers, fuel cells and flow batteries."),
    ("软件工程师，开发分布式数据库、云平台、网络安全与工业软件。", "Software engineer: distributed databases, cloud platforms, security and industrial software."),
    ("金融分析师，负责信用风险模型、资产配置与合规审计。", "Finance analyst: credit risk models, portfolio allocation, compliance and audit."),
    ("国际贸易与跨境电商经理，负责海外市场、选品、报关与客户谈判。", "International trade manager: overseas markets, e-commerce, customs and negotiation."),
    ("医养健康管理师，从事老年照护、康复训练与慢病管理。", "Health care specialist: elderly care, rehabilitation and chronic disease management."),
    ("物流规划师，负责仓储自动化、冷链运输与港口调度优化。", "Logistics planner: warehouse automation, cold chain and port scheduling."),
    ("文化旅游策划，负责展览设计、文物保护与旅游线路运营。", "Culture and tourism planner: exhibitions, heritage conservation and travel products."),
    ("科技服务顾问，从事专利分析、技术转移、检验检测与教育培训。", "Technology service adviser: patents, technology transfer, testing and training."),
    ("建筑与土木工程师，负责结构计算、岩土勘察与施工管理。", "Civil engineer: structures, ground investigation and site management."),
    ("行政与人力资源主管，负责招聘、薪酬、法务与公共关系。", "Administration and human resources lead: recruiting, pay, legal affairs and public relations."),
    ("农业与海洋生物研究员，研究育种、养殖、饲料与病害防控。", "Agricultural and marine biologist: breeding, aquaculture, feed and disease control."),
    ("环境工程师，负责污水处理、碳排放核算与固废资源化。", "Environmental engineer: waste water, carbon accounting and recycling."),
)  # fmt: skip
"""(Chinese, English) pairs."""
