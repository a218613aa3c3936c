using CsCheck;

namespace NotebookLib.Tests;

public class CharacterTokenizerTests
{
    [Fact]
    public void Ids_follow_the_order_of_code_points()
    {
        var tokenizer = new CharacterTokenizer("hello, 😀");

        Assert.Equal(7, tokenizer.VocabularySize); // ' ' ',' 'e' 'h' 'l' 'o' '😀'
        Assert.Equal([3, 2, 4, 4, 5], tokenizer.Encode("hello"));
        Assert.Equal([6, 1], tokenizer.Encode("😀,"));
        Assert.Equal("CharacterTokenizer, 7 tokens", tokenizer.ToString());
    }

    [Fact]
    public void Every_text_of_its_own_characters_comes_back() =>
        ArbitraryText.Any.Sample(text =>
        {
            var tokenizer = new CharacterTokenizer(text);
            Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
            Assert.Equal(text.EnumerateRunes().Count(), tokenizer.Encode(text).Length);
        });

    [Fact]
    public void Foreign_character_is_named_with_its_position()
    {
        var e = Assert.Throws<ArgumentException>(() => new CharacterTokenizer("ab😀").Encode("a😀b?"));
        Assert.Equal("text: expected the 3 characters of the vocabulary; at position 4 stands '?' (U+003F). "
            + "(Parameter 'text')", e.Message);
    }

    [Fact]
    public void Line_break_is_shown_by_its_escape() =>
        Assert.Equal(["a", @"\n", "b"], new CharacterTokenizer("a\nb").Pieces("a\nb"));

    [Fact]
    public void Bytes_of_a_token_are_its_text_in_UTF8()
    {
        Assert.Equal([0xE6, 0x9C, 0xBA], new CharacterTokenizer("机").Bytes(0)); // U+673A
        Assert.Equal("\n"u8.ToArray(), new CharacterTokenizer("\n").Bytes(0));
        Assert.Equal("robot"u8.ToArray(), new WordTokenizer(["\n", "robot"]).Bytes(1));
        Assert.StartsWith("id: expected an id of this vocabulary, 0 to 0; got 1.",
            Assert.Throws<ArgumentException>(() => new CharacterTokenizer("a").Bytes(1)).Message);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void Foreign_id_is_refused(int id)
    {
        var e = Assert.Throws<ArgumentException>(() => new CharacterTokenizer("ab").Decode([0, id]));
        Assert.StartsWith($"ids: expected an id of this vocabulary, 0 to 1; got {id}.", e.Message);
    }
}
