using CsCheck;

namespace NotebookLib.Tests;

public class SplitPatternTests
{
    private static readonly SplitPattern[] All =
        [SplitPattern.Gpt2, SplitPattern.Cl100k, SplitPattern.O200k, SplitPattern.None];

    [Fact]
    public void Gpt2_cuts_before_a_space_and_after_letters() => Assert.Equal(
        ["I", "'ll", " say", ":", " robots", " don", "'t", " count", " 123", "...", "  ", " ok", "\n"],
        SplitPattern.Gpt2.Split("I'll say: robots don't count 123...   ok\n"));

    [Fact]
    public void Cl100k_takes_three_digits_a_mark_before_letters_and_line_breaks_after_marks() => Assert.Equal(
        ["I", "'LL", " pay", " ", "123", "45", "\t", "\"now", "\".\n\n", "ok", " \n", "$x"],
        SplitPattern.Cl100k.Split("I'LL pay 12345\t\"now\".\n\nok \n$x"));

    [Fact]
    public void O200k_keeps_English_endings_and_cuts_before_a_capital() => Assert.Equal(
        ["I'LL", " pay", " Open", "AI's", " bill", " ", "123", "45", "://\n", "GPT", "-four", "Small"],
        SplitPattern.O200k.Split("I'LL pay OpenAI's bill 12345://\nGPT-fourSmall"));

    [Fact]
    public void None_leaves_the_text_whole()
    {
        Assert.Equal(["low low\n"], SplitPattern.None.Split("low low\n"));
        Assert.Empty(SplitPattern.None.Split(""));
    }

    [Fact]
    public void No_character_is_lost_between_words() =>
        ArbitraryText.Any.Sample(text =>
            Assert.All(All, pattern => Assert.Equal(text, string.Concat(pattern.Split(text)))));

    [Theory]
    [InlineData("a𝒳b ok", new[] { "a𝒳b", " ok" })]  // U+1D4B3, a capital letter
    [InlineData("𠮷野家", new[] { "𠮷野家" })]          // U+20BB7, a Chinese letter
    [InlineData("😀a b", new[] { "😀a", " b" })]      // the one mark that may stand before letters
    [InlineData("1𝟚34", new[] { "1𝟚3", "4" })]       // U+1D7DA, a digit
    [InlineData("it'ſ", new[] { "it", "'ſ" })]       // U+017F, an s
    public void A_character_beyond_the_first_plane_counts_as_what_it_is(string text, string[] expected) =>
        Assert.Equal(expected, SplitPattern.Cl100k.Split(text));

    [Fact]
    public void Blanks_at_the_end_of_a_text_are_one_word_of_cl100k_and_end_at_line_breaks_in_o200k()
    {
        Assert.Equal(["a", "\n\t"], SplitPattern.Cl100k.Split("a\n\t"));
        Assert.Equal(["a", "\n", "\t"], SplitPattern.O200k.Split("a\n\t"));
    }

    // The package's patterns see halves of characters beyond U+FFFF, and no letter in ſ.
    [Fact]
    public void Words_are_those_of_an_independent_implementation()
    {
        foreach ((SplitPattern pattern,
            string name) in new[] { (SplitPattern.Cl100k, "cl100k_base"), (SplitPattern.O200k, "o200k_base") })
        {
            var package = Microsoft.ML.Tokenizers.TiktokenTokenizer.CreateForEncoding(name).PreTokenizer!;
            ArbitraryText.Any.Sample(text =>
            {
                string plain = string.Concat(text.Where(c => !char.IsSurrogate(c) && c != 'ſ'));
                Assert.Equal(package.PreTokenize(plain).Select(word => plain.Substring(word.Offset, word.Length)),
                    pattern.Split(plain));
            });
        }
    }

    [Fact]
    public void Pattern_is_shown_as_its_expression()
    {
        Assert.StartsWith("GPT-2: '(?:[sdmt]", SplitPattern.Gpt2.ToString());
        Assert.Equal("none: the whole text", SplitPattern.None.ToString());
    }
}
