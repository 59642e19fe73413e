"""The pool of the development half."""

from __future__ import annotations

from tests.cvs.pools import Pool, named, pairs

DEVELOPMENT = Pool(
    names={
        "chinese": named("""
            林若川 | Lin | Ruochuan
            周牧野 | Zhou | Muye
            欧阳青禾 | Ouyang | Qinghe
            吕星辰 | Lyu | Xingchen
            单予安 | Shan | Yu'an
            郑一苇 | Zheng | Yiwei
            许知远航 | Xu | Zhiyuanhang
            何沛 | He | Pei
        """),
        "western": named("""
             | Halloran | Imogen
             | Kowalczyk-Reed | Tomas
             | van Aalten | Joris
             | Ferreira da Luz | Beatriz
             | Okonkwo | Chidi A.
             | O'Rourke | Siobhan
        """),
        "japanese": named("""
            藤野春樹 | Fujino | Haruki
            水沢真理 | Mizusawa | Mari
        """),
        "korean": named("""
            韓智友 | Han | Jiwoo
             | Seo | Min-jae
        """),
        "german": named("""
             | Brandhuber | Lukas
             | Weißenborn | Käthe
             | Müller-Thal | Jörg
        """),
    },
    schools=pairs("""
        天津大学 | Tianjin University
        东南大学 | Southeast University
        大连理工大学 | Dalian University of Technology
        西北工业大学 | Northwestern Polytechnical University
        湖南大学 | Hunan University
        青岛科技大学 | Qingdao University of Science and Technology
        代尔夫特理工大学 | Delft University of Technology
        曼彻斯特大学 | The University of Manchester
        慕尼黑工业大学 | Technical University of Munich
        东京大学 | The University of Tokyo
        佐治亚理工学院 | Georgia Institute of Technology
        鲁汶大学 | KU Leuven
        新加坡国立大学 | National University of Singapore
    """),
    fields=pairs("""
        化学工程与技术 | Chemical Engineering
        控制科学与工程 | Control Science and Engineering
        船舶与海洋结构物设计制造 | Naval Architecture
        高分子化学与物理 | Polymer Chemistry and Physics
        计算机科学与技术 | Computer Science
        食品科学 | Food Science
        微电子学与固体电子学 | Microelectronics
        生物医学工程 | Biomedical Engineering
        车辆工程 | Automotive Engineering
        应用数学 | Applied Mathematics
    """),
    organisations=pairs("""
        蓝屿海洋装备有限公司 | Vestra Marine Systems Ltd
        远穹新材料股份有限公司 | Tallow & Finch Polymers
        北澜机器人 | Northlight Robotics GmbH
        海川汽车集团 | Haichuan Motors
        启明芯片研究院 | Institute of Microsystems Research
        中科蓝海实验室 | Bluewater National Laboratory
        华东理工大学 | East China University of Science and Technology
        瑞禾生物医药（上海）有限公司 | Kestrel Biologics Inc.
        云岭智能科技 | Cloudridge
        西海岸轨道交通研究所 | Westcoast Railway Institute
        苏黎世联邦理工学院 | ETH Zurich
        澄江食品集团股份有限公司 | Orchard Foods plc
    """),
    titles=pairs("""
        高级工程师 | Senior Engineer
        算法工程师 | Machine Learning Engineer
        博士后研究员 | Postdoctoral Researcher
        研发总监 | Director of R&D
        副教授 | Associate Professor
        项目经理 | Project Manager
        配方研发主管 | Formulation Lead
        助理研究员 | Research Associate
        工艺工程师 | Process Engineer
        首席科学家 | Chief Scientist
        实习生 | R&D Intern
        结构设计师 | Structural Designer
    """),
    cities=pairs("""
        青岛 | Qingdao
        鹿特丹 | Rotterdam
        曼彻斯特 | Manchester
        上海 | Shanghai
        斯图加特 | Stuttgart
        大阪 | Osaka
        波士顿 | Boston
    """),
    skills=pairs("""
        有限元分析 | finite element analysis
        电化学阻抗谱 | electrochemical impedance spectroscopy
        路径规划 | path planning
        深度学习 | deep learning
        Python | Python
        MATLAB/Simulink | MATLAB/Simulink
        ANSYS Fluent | ANSYS Fluent
        反应精馏 | reactive distillation
        Aspen Plus | Aspen Plus
        流变测试 | rheometry
        DOE实验设计 | design of experiments
        ROS 2 | ROS 2
        细胞培养 | mammalian cell culture
        HPLC | HPLC
        C++ | C++
        疲劳寿命预测 | fatigue life prediction
        功率半导体封装 | power semiconductor packaging
        六西格玛 | Six Sigma
        Docker | Docker
        色谱分析 | gas chromatography
    """),
    duties=pairs("""
        负责中试线搭建与放大，产能提升两倍 | Scaled the pilot line from 5 to 60 litres
        带领八人团队完成产品定型 | Led a team of eight from concept to release
        建立寿命预测模型，误差低于百分之五 | Built a life-time model with an error below five per cent
        主持横向课题三项，经费六百万元 | Ran three industry projects worth 0.8 million euros
        开发视觉检测算法并部署到产线 | Deployed a vision system on two production lines
        撰写技术规范并培训客户 | Wrote the specification and trained customers
        完成台架试验与数据处理 | Planned bench tests and evaluated the data
    """),
    papers=[
        "Slow crack growth in filled elastomers|Journal of Invented Polymers|2019",
        "Model predictive control of tethered vehicles|Annals of Imaginary Robotics|2021",
        "A note on droplet break-up in stirred tanks|Chemical Process Letters|2016",
        "Wafer-level packaging of wide-gap devices|Microsystem Studies|2023",
        "海洋环境下环氧涂层失效机理研究|虚构材料学报|2018",
        "基于视觉的堆垛定位方法|自动化与仪器通报|2022",
        "乳清蛋白凝胶的流变特性|食品工程通讯|2020",
    ],
    patents=[
        "一种抗污涂层及其制备方法|ZL 2018 1 0099123.4|2020",
        "Modular gripper for wet surfaces|EP 9911223 B1|2021",
        "一种车载电池热管理装置|CN 109912345 A|2019",
        "Method of sealing power modules|US 10,991,234 B2|2022",
    ],
    aims=pairs("""
        希望到青岛从事海洋装备研发 | Looking for a research post in marine technology
        求职意向：研发负责人 | Seeking a leading role in product development
        愿意全职回国工作 | Open to relocation
    """),
)
