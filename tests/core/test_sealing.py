"""What is sealed opens for those who were named, and for nobody else, whatever they hold."""

from __future__ import annotations

import itertools

import pytest
from Crypto.Protocol.SecretSharing import Shamir
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core import crypto
from apps.core.sealing import envelopes, passphrases, shares, wraps
from apps.core.sealing.envelopes import DoesNotOpen, NotAnEnvelope, SealingError, new_key_pair, open_, seal

PHRASE = "seven grey herons fly north"
CONTEXT = b"call 7"


@settings(deadline=None)
@given(plaintext=st.binary(max_size=3000), context=st.binary(max_size=60))
def test_an_envelope_opens_with_its_key_in_its_context(plaintext: bytes, context: bytes) -> None:
    private, public = new_key_pair()
    assert open_(private, seal(public, plaintext, context), context) == plaintext


@settings(deadline=None)
@given(plaintext=st.binary(max_size=200), place=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_a_changed_byte_anywhere_is_told(plaintext: bytes, place: int, flip: int) -> None:
    private, public = new_key_pair()
    sealed = bytearray(seal(public, plaintext, CONTEXT))
    sealed[place % len(sealed)] ^= flip
    with pytest.raises(SealingError):
        open_(private, bytes(sealed), CONTEXT)


@settings(deadline=None)
@given(cut=st.integers(0, 10_000), plaintext=st.binary(max_size=100))
def test_a_cut_envelope_is_told(cut: int, plaintext: bytes) -> None:
    private, public = new_key_pair()
    sealed = seal(public, plaintext, CONTEXT)
    with pytest.raises(SealingError):
        open_(private, sealed[: cut % len(sealed)], CONTEXT)


def test_another_key_or_context_does_not_open() -> None:
    private, public = new_key_pair()
    sealed = seal(public, b"route", b"proposal 1, blind")
    with pytest.raises(DoesNotOpen):
        open_(private, sealed, b"proposal 2, blind")
    with pytest.raises(DoesNotOpen):
        open_(private, sealed, b"proposal 1, identity")
    with pytest.raises(DoesNotOpen):
        open_(new_key_pair()[0], sealed, b"proposal 1, blind")


def test_a_later_version_and_a_worthless_sender_are_refused() -> None:
    private, public = new_key_pair()
    sealed = bytearray(seal(public, b"route", CONTEXT))
    sealed[len(envelopes.MAGIC)] = 2
    with pytest.raises(NotAnEnvelope, match="version 2"):
        open_(private, bytes(sealed), CONTEXT)
    worthless = envelopes.MAGIC + bytes([1]) + bytes(32) + bytes(40)
    with pytest.raises(DoesNotOpen):
        open_(private, worthless, CONTEXT)


def test_two_envelopes_of_one_text_differ() -> None:
    _private, public = new_key_pair()
    assert seal(public, b"route", CONTEXT) != seal(public, b"route", CONTEXT)


def holders(count: int) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """(private by name, public by name)."""
    pairs = {f"holder{i}": new_key_pair() for i in range(count)}
    return {name: pair[0] for name, pair in pairs.items()}, {name: pair[1] for name, pair in pairs.items()}


@settings(max_examples=15, deadline=None)
@given(count=st.integers(1, 6))
def test_any_two_open_the_key_and_seal_to_it_works(count: int) -> None:
    private, public = holders(count)
    key = shares.create(public, CONTEXT)
    held = [shares.open_share(private[name], key.shares[name], name, CONTEXT) for name in public]
    sealed = seal(key.public, b"route", b"p")
    for one, other in itertools.permutations([*held, key.recovery], 2):
        opened = shares.combine(one, other, wrapped=key.wrapped, public=key.public, context=CONTEXT)
        assert open_(opened, sealed, b"p") == b"route"


def test_one_share_opens_nothing_not_even_twice() -> None:
    private, public = holders(2)
    key = shares.create(public, CONTEXT)
    share = shares.open_share(private["holder0"], key.shares["holder0"], "holder0", CONTEXT)
    with pytest.raises(shares.SameShare):
        shares.combine(share, share, wrapped=key.wrapped, public=key.public, context=CONTEXT)
    with pytest.raises(DoesNotOpen):
        wraps.unwrap(share.content, key.wrapped, CONTEXT + key.public)
    # her own share under the number of another's, as one who has one share only might try
    for number in range(2, 5):
        forged = shares.Share(number, share.content)
        with pytest.raises(DoesNotOpen):
            shares.combine(share, forged, wrapped=key.wrapped, public=key.public, context=CONTEXT)


@settings(deadline=None)
@given(secret=st.binary(min_size=16, max_size=16), other=st.binary(min_size=16, max_size=16))
def test_one_share_says_nothing_about_the_secret(secret: bytes, other: bytes) -> None:
    """For every other secret there is a second share that fits the first one: all secrets stay equally likely."""
    first = dict(Shamir.split(2, 2, secret))[1]
    # the line through (0, other) and (1, first), read at 2; the field adds by xor, so 2 is moved to where `combine` reads
    second = Shamir.combine([(0 ^ 2, other), (1 ^ 2, first)])
    assert Shamir.combine([(1, first), (2, second)]) == other


def test_shares_of_two_calls_do_not_mix() -> None:
    private, public = holders(2)
    one, other = shares.create(public, CONTEXT), shares.create(public, b"call 8")
    first = shares.open_share(private["holder0"], one.shares["holder0"], "holder0", CONTEXT)
    foreign = shares.open_share(private["holder1"], other.shares["holder1"], "holder1", b"call 8")
    with pytest.raises(DoesNotOpen):
        shares.combine(first, foreign, wrapped=one.wrapped, public=one.public, context=CONTEXT)
    with pytest.raises(DoesNotOpen):  # a share moved to another holder's row
        shares.open_share(private["holder0"], one.shares["holder0"], "holder1", CONTEXT)
    with pytest.raises(DoesNotOpen):  # a wrap moved to another call
        shares.combine(first, one.recovery, wrapped=other.wrapped, public=other.public, context=b"call 8")


def test_a_key_without_a_holder_is_refused() -> None:
    with pytest.raises(ValueError, match="holder"):
        shares.create({}, CONTEXT)


@settings(deadline=None)
@given(number=st.integers(1, 255), content=st.binary(min_size=16, max_size=16))
def test_the_paper_reads_back_in_any_hand(number: int, content: bytes) -> None:
    share = shares.Share(number, content)
    paper = shares.to_paper(share)
    assert [len(group) for group in paper.split("-")] == [4] * 8
    assert shares.from_paper(paper) == share
    sloppy = paper.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert shares.from_paper(sloppy) == share


@settings(deadline=None)
@given(content=st.binary(min_size=16, max_size=16), place=st.integers(0, 31), letter=st.integers(0, 31))
def test_a_slip_on_paper_is_told(content: bytes, place: int, letter: int) -> None:
    letters = list(shares.to_paper(shares.Share(3, content)).replace("-", ""))
    if letters[place] == shares.LETTERS[letter]:
        return
    letters[place] = shares.LETTERS[letter]
    with pytest.raises(shares.Slip):
        shares.from_paper("".join(letters))


@pytest.mark.parametrize("text", ["", "ABCD", "U" * 32, "A" * 33])
def test_what_is_no_paper_share_is_told(text: str) -> None:
    with pytest.raises(shares.Slip):
        shares.from_paper(text)


def test_a_share_shows_itself_to_no_log() -> None:
    share = shares.Share(2, b"0123456789abcdef")
    assert repr(share) == "Share(2)"


def test_a_passphrase_opens_its_key_and_no_other_does() -> None:
    public, wrapped = passphrases.new_holder_key(PHRASE)
    private = passphrases.unlock(wrapped, PHRASE)
    assert envelopes.public_of(private) == public
    for wrong in ("", PHRASE + "!", PHRASE.upper()):
        with pytest.raises(passphrases.WrongPassphrase):
            passphrases.unlock(wrapped, wrong)


def test_a_passphrase_is_the_same_however_it_is_typed() -> None:
    _public, wrapped = passphrases.new_holder_key("Qingdao caf\u00e9 和 sea wind 2027")
    assert passphrases.unlock(wrapped, " Qingdao cafe\u0301 和 sea wind 2027\n")


def test_a_change_of_passphrase_keeps_the_key() -> None:
    public, wrapped = passphrases.new_holder_key(PHRASE)
    changed = passphrases.rewrap(wrapped, PHRASE, "another long sentence of mine")
    assert envelopes.public_of(passphrases.unlock(changed, "another long sentence of mine")) == public
    with pytest.raises(passphrases.WrongPassphrase):
        passphrases.unlock(changed, PHRASE)
    with pytest.raises(passphrases.WrongPassphrase):
        passphrases.rewrap(wrapped, "not the passphrase at all", PHRASE)


@pytest.mark.parametrize("place", [2, 17, 40, -1])
def test_a_changed_wrap_is_told(place: int) -> None:
    _public, wrapped = passphrases.new_holder_key(PHRASE)
    changed = bytearray(wrapped)
    changed[place] ^= 1
    with pytest.raises(passphrases.WrongPassphrase):
        passphrases.unlock(bytes(changed), PHRASE)


def test_a_forged_cost_does_not_fill_the_memory() -> None:
    _public, wrapped = passphrases.new_holder_key(PHRASE)
    with pytest.raises(NotAnEnvelope):
        passphrases.unlock(bytes([1, 31]) + wrapped[2:], PHRASE)


@pytest.mark.parametrize("weak", ["short", "a" * 40, "abababababababababab", "1234567890123456789", " " * 30])
def test_weak_passphrases_are_refused(weak: str) -> None:
    with pytest.raises(ValidationError):
        passphrases.check(weak)


def test_suggestions_are_strong_and_never_the_same() -> None:
    found = {passphrases.suggest() for _try in range(50)}
    assert len(found) == 50
    for phrase in found:
        passphrases.check(phrase)


def attack(dump: list[bytes], server: list[bytes], sealed: bytes, context: bytes) -> bytes | None:
    """One who has every stored byte and the server's keys, but no passphrase, tries all of it as key on all of it."""
    keys = {piece[i : i + 32] for piece in (*dump, *server) for i in range(max(1, len(piece) - 31))}
    keys |= {piece[i : i + 16] for piece in (*dump, *server) for i in range(max(1, len(piece) - 15))}
    for key in keys:
        for wrapped in dump:
            try:
                key_found = wraps.unwrap(key, wrapped, context)
            except SealingError:
                continue
            return key_found
        if len(key) == 32:
            try:
                return open_(key, sealed, b"p")
            except SealingError:
                continue
    return None


def test_everything_stored_and_the_servers_keys_open_nothing() -> None:
    pairs = {name: passphrases.new_holder_key(f"{PHRASE} {name}") for name in ("anna", "ben")}
    key = shares.create({name: pair[0] for name, pair in pairs.items()}, CONTEXT)
    sealed = seal(key.public, b"route", b"p")
    dump = [key.public, key.wrapped, *key.shares.values(), *itertools.chain(*pairs.values()), sealed]
    server = [crypto.derived_key("receipt-signing"), *(k.encode() for k in crypto._keys())]
    assert attack(dump, server, sealed, CONTEXT + key.public) is None
    # the control: the same attacker with what two passphrases give gets in
    held = [
        shares.open_share(passphrases.unlock(pairs[name][1], f"{PHRASE} {name}"), key.shares[name], name, CONTEXT)
        for name in pairs
    ]
    private = shares.combine(*held, wrapped=key.wrapped, public=key.public, context=CONTEXT)
    assert attack([*dump, private], server, sealed, CONTEXT + key.public) == b"route"
