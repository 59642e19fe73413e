"""Your own model: named by one line of text, read from a local folder, told apart by its content."""

import logging
import sys
import types
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from apps.matching.engine.encoders import BadSpec, Encoder, EncoderSpec, TextKind, load_encoder, what_is_missing
from apps.matching.engine.encoders import onnx as adapter
from apps.matching.engine.encoders.lexical import LexicalEncoder
from apps.matching.engine.encoders.onnx import OnnxEncoder, Pooling

WORDS = ["[UNK]", "[CLS]", "[SEP]", "query:", "passage:", "corrosion", "coating", "ship", "涂", "层", "tax"]
PATH = "apps.matching.engine.encoders.onnx.OnnxEncoder"
SENTENCE = "apps.matching.engine.encoders.sentence.SentenceTransformerEncoder"


def write_model(
    folder: Path, *, dim: int = 8, seed: int = 0, inputs: tuple[str, ...] = ("input_ids", "attention_mask")
):
    """A graph that looks each token up in a table, and a tokenizer of a few words."""
    folder.mkdir(parents=True, exist_ok=True)
    table = np.random.default_rng(seed).standard_normal((len(WORDS), dim)).astype(np.float32)
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "input_ids"], ["last_hidden_state"])],
        "lookup",
        [helper.make_tensor_value_info(name, TensorProto.INT64, ["n", "t"]) for name in inputs],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["n", "t", dim])],
        [numpy_helper.from_array(table, "table")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, str(folder / "model.onnx"))
    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.post_processor = processors.TemplateProcessing(
        "[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    return table


@pytest.fixture
def folder(tmp_path):
    write_model(tmp_path / "model")
    return tmp_path / "model"


def unit(vector):
    return vector / np.linalg.norm(vector)


# ---------------------------------------------------------------- how it is named
def test_a_spec_is_a_path_and_options():
    spec = EncoderSpec.parse(
        f"{PATH}?folder=/srv/my%20model&max_length=64&query_prefix=query:%20&passage_prefix=a=b%26c"
    )
    assert spec.path == PATH
    assert spec.arguments(OnnxEncoder) == {
        "folder": Path("/srv/my model"), "max_length": 64, "query_prefix": "query: ", "passage_prefix": "a=b&c",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("nonsense", "no dotted path"),
        ("a b.C", "no dotted path"),
        (f"{PATH}?folder", "no option=value"),
        (f"{PATH}?folder=/a&folder=/b", "twice"),
        (f"{PATH}?folder=/a&depth=3", "no option “depth”; its options: folder, model"),
        (f"{PATH}?max_length=64", "needs the option “folder”"),
        (f"{PATH}?folder=/a&max_length=long", "max_length=long"),
        (f"{PATH}?folder=/a&pooling=sum", "mean, cls, max, last"),
        ("no.such.Encoder", "cannot be imported"),
        ("apps.matching.engine.encoders.onnx.Nothing", "cannot be imported"),
        ("apps.matching.engine.encoders.load_encoder", "no class"),
    ],
)
def test_a_spec_that_cannot_be_used_is_told_before_anything_is_loaded(text, problem):
    (said,) = what_is_missing(text)
    assert problem in said


class Switch:
    def __init__(self, *, on: bool = False, weird: dict | None = None) -> None:
        self.on = on


@pytest.mark.parametrize(("text", "on"), [("on=1", True), ("on=false", False), ("", False)])
def test_yes_and_no(text, on):
    spec = EncoderSpec.parse(f"tests.engine.test_own_model.Switch?{text}")
    assert Switch(**spec.arguments(Switch)).on is on


@pytest.mark.parametrize("text", ["on=perhaps", "weird=1"])
def test_what_text_cannot_say(text):
    with pytest.raises(BadSpec):
        EncoderSpec.parse(f"tests.engine.test_own_model.Switch?{text}").arguments(Switch)


# ---------------------------------------------------------------- ONNX
def test_vectors_are_the_graphs_pooled_and_of_length_1(folder):
    table = write_model(folder)
    encoder = OnnxEncoder(folder=folder)
    assert isinstance(encoder, Encoder)
    assert (encoder.dim, encoder.languages) == (8, ("zh", "en"))
    found = encoder.encode(["corrosion coating", "", "   "], TextKind.TALENT)
    assert np.allclose(found[0], unit(table[[1, 5, 6, 2]].mean(axis=0)), atol=1e-6)
    assert not found[1:].any()


@pytest.mark.parametrize(
    ("pooling", "expected"),
    [
        (Pooling.CLS, lambda rows: rows[0]),
        (Pooling.LAST, lambda rows: rows[-1]),
        (Pooling.MAX, lambda rows: rows.max(axis=0)),
        (Pooling.MEAN, lambda rows: rows.mean(axis=0)),
    ],
)
def test_padding_counts_in_no_pooling(folder, pooling, expected):
    table = write_model(folder)
    encoder = OnnxEncoder(folder=folder, pooling=pooling)
    found = encoder.encode(["ship", "corrosion coating ship tax"], TextKind.TERM)  # one batch, padded
    assert np.allclose(found[0], unit(expected(table[[1, 7, 2]])), atol=1e-6)
    assert np.array_equal(found[0], encoder.encode(["ship"], TextKind.TERM)[0])


def test_each_kind_of_text_has_its_own_prompt(folder):
    table = write_model(folder)
    encoder = OnnxEncoder(folder=folder, query_prefix="query: ", passage_prefix="passage: ")
    for kind, tokens in [(TextKind.POSTING, [1, 3, 7, 2]), (TextKind.TALENT, [1, 4, 7, 2]), (TextKind.TERM, [1, 7, 2])]:
        assert np.allclose(encoder.encode(["ship"], kind)[0], unit(table[tokens].mean(axis=0)), atol=1e-6)


def test_long_texts_are_cut(folder):
    table = write_model(folder)
    encoder = OnnxEncoder(folder=folder, max_length=4)
    found = encoder.encode(["corrosion coating ship tax"], TextKind.TALENT)
    assert np.allclose(found[0], unit(table[[1, 5, 6, 2]].mean(axis=0)), atol=1e-6)


def test_a_graph_that_pools_itself_is_taken_as_it_is(folder):
    graph = onnx.load(str(folder / "model.onnx"))
    node = helper.make_node("ReduceMax", ["last_hidden_state"], ["sentence_embedding"], axes=[1], keepdims=0)
    graph.graph.node.append(node)
    graph.graph.output.append(helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, ["n", 8]))
    onnx.save(graph, str(folder / "model.onnx"))
    table = write_model(folder.parent / "other")
    found = OnnxEncoder(folder=folder).encode(["ship"], TextKind.TALENT)
    assert np.allclose(found[0], unit(table[[1, 7, 2]].max(axis=0)), atol=1e-6)
    by_name = OnnxEncoder(folder=folder, output="last_hidden_state").encode(["ship"], TextKind.TALENT)
    assert np.allclose(by_name[0], unit(table[[1, 7, 2]].mean(axis=0)), atol=1e-6)


def test_the_id_follows_content_and_options_and_nothing_else(folder, tmp_path):
    first = OnnxEncoder(folder=folder).id
    write_model(tmp_path / "elsewhere")
    assert OnnxEncoder(folder=tmp_path / "elsewhere", threads=2).id == first
    others = [
        OnnxEncoder(folder=folder, max_length=32).id,
        OnnxEncoder(folder=folder, pooling=Pooling.CLS).id,
        OnnxEncoder(folder=folder, query_prefix="query: ").id,
        OnnxEncoder(folder=folder, passage_prefix="query: ").id,
    ]
    (folder / "model.onnx_data").write_bytes(b"weights beside the graph")
    others.append(OnnxEncoder(folder=folder).id)
    write_model(folder, seed=1)
    others.append(OnnxEncoder(folder=folder).id)
    assert len({first, *others}) == 7


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_missing_file_is_named(folder, name, caplog):
    (folder / name).unlink()
    spec = f"{PATH}?folder={folder}"
    assert what_is_missing(spec) == [f"{folder / name} does not exist"]
    with caplog.at_level(logging.CRITICAL):
        chosen = load_encoder(spec)
    assert (chosen.basic, chosen.encoder.id) == (True, LexicalEncoder.id)
    assert str(folder / name) in (chosen.problem or "")


def test_a_missing_folder_is_named(tmp_path):
    assert what_is_missing(f"{PATH}?folder={tmp_path / 'none'}") == [f"the folder {tmp_path / 'none'} does not exist"]


def test_a_missing_package_is_named(folder, monkeypatch):
    monkeypatch.setattr(adapter, "ABSENT", "onnxruntime is not installed: pip install '.[onnx]'")
    assert what_is_missing(f"{PATH}?folder={folder}") == ["onnxruntime is not installed: pip install '.[onnx]'"]


def test_nothing_is_missing_from_a_whole_folder(folder):
    assert what_is_missing(f"{PATH}?folder={folder}") == []
    chosen = load_encoder(f"{PATH}?folder={folder}")
    assert (chosen.basic, chosen.problem, chosen.spec) == (False, None, f"{PATH}?folder={folder}")


def test_too_many_dimensions_are_refused(folder, caplog):
    write_model(folder, dim=1025)
    with caplog.at_level(logging.CRITICAL):
        chosen = load_encoder(f"{PATH}?folder={folder}")
    assert chosen.basic
    assert "1025 dimensions, at most 1024" in (chosen.problem or "")


@pytest.mark.parametrize(
    ("inputs", "problem"),
    [(("pixels", "input_ids"), "asks for pixels"), (("input_ids",), None), (("ids",), "no input_ids")],
)
def test_a_graph_that_takes_something_else_is_refused(folder, inputs, problem):
    write_model(folder, inputs=inputs if "input_ids" in inputs else ("input_ids",))
    if "input_ids" not in inputs:
        graph = onnx.load(str(folder / "model.onnx"))
        graph.graph.input[0].name = graph.graph.node[0].input[1] = inputs[0]
        onnx.save(graph, str(folder / "model.onnx"))
    if problem is None:
        assert OnnxEncoder(folder=folder).dim == 8
        return
    with pytest.raises(ValueError, match=problem):
        OnnxEncoder(folder=folder)


# ---------------------------------------------------------------- sentence-transformers
class FakeModel:
    """Stands for the package's class, which brings PyTorch: counts letters."""

    def __init__(self, folder, *, device, local_files_only):
        assert (device, local_files_only) == ("cpu", True)
        self.folder, self.max_seq_length = folder, 0

    def encode(self, texts, *, batch_size, convert_to_numpy, show_progress_bar):
        assert (convert_to_numpy, show_progress_bar, batch_size) == (True, False, len(texts))
        return np.array([[text.count(letter) for letter in "abcpq"] for text in texts], np.float64)


def test_sentence_transformers_from_a_folder(tmp_path, monkeypatch):
    name = "apps.matching.engine.encoders.sentence"
    monkeypatch.setitem(sys.modules, "sentence_transformers", types.SimpleNamespace(SentenceTransformer=FakeModel))
    monkeypatch.delitem(sys.modules, name, raising=False)
    assert what_is_missing(f"{SENTENCE}?folder={tmp_path}") == [f"{tmp_path / 'modules.json'} does not exist"]
    (tmp_path / "modules.json").write_text("[]")
    chosen = load_encoder(f"{SENTENCE}?folder={tmp_path}&max_length=128&query_prefix=q:%20&passage_prefix=p:%20")
    assert (chosen.problem, chosen.encoder.dim) == (None, 5)
    assert chosen.encoder._model.max_seq_length == 128
    asked, person = (chosen.encoder.encode(["abba", ""], kind) for kind in (TextKind.POSTING, TextKind.TALENT))
    assert np.allclose(asked[0], unit(np.array([2, 2, 0, 0, 1])))
    assert np.allclose(person[0], unit(np.array([2, 2, 0, 1, 0])))
    assert not asked[1].any()
    monkeypatch.delitem(sys.modules, name)


def test_without_the_package_it_says_so(tmp_path, monkeypatch):
    name = "apps.matching.engine.encoders.sentence"
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    monkeypatch.delitem(sys.modules, name, raising=False)
    (tmp_path / "modules.json").write_text("[]")
    (said,) = what_is_missing(f"{SENTENCE}?folder={tmp_path}")
    assert said == "sentence_transformers is not installed: pip install '.[sentence-transformers]'"
    monkeypatch.delitem(sys.modules, name)


def test_weights_beside_the_graph_are_missed_by_the_check(folder):
    graph = onnx.load(str(folder / "model.onnx"))
    onnx.save(
        graph, str(folder / "model.onnx"), save_as_external_data=True, location="model.onnx_data", size_threshold=0
    )
    assert (folder / "model.onnx_data").is_file()
    assert OnnxEncoder.missing(folder=folder) == []
    (folder / "model.onnx_data").unlink()
    assert OnnxEncoder.missing(folder=folder) == [f"{folder / 'model.onnx_data'} does not exist"]


def test_an_empty_graph_is_no_weights_to_look_for(folder):
    (folder / "model.onnx").write_bytes(b"")
    assert OnnxEncoder.missing(folder=folder) == []
