using System.Text;

namespace NotebookLib.Tests;

public class ChatGptTokenizerTests
{
    private static readonly ChatGptTokenizer Cl100k = ChatGptTokenizer.Cl100kBase();
    private static readonly ChatGptTokenizer O200k = ChatGptTokenizer.O200kBase();

    // OpenAI Cookbook, "How to count tokens with tiktoken" (examples/How_to_count_tokens_with_tiktoken.ipynb), §§3 and 5;
    // "hello world": tiktoken, tests/test_encoding.py.
    [Theory]
    [InlineData("tiktoken is great!", new[] { 83, 1609, 5963, 374, 2294, 0 })]
    [InlineData("antidisestablishmentarianism", new[] { 519, 85342, 34500, 479, 8997, 2191 })]
    [InlineData("2 + 2 = 4", new[] { 17, 489, 220, 17, 284, 220, 19 })]
    [InlineData("お誕生日おめでとう", new[] { 33334, 45918, 243, 21990, 9080, 33334, 62004, 16556, 78699 })]
    [InlineData("hello world", new[] { 15339, 1917 })]
    public void Cl100k_gives_the_published_ids(string text, int[] expected) => Assert.Equal(expected, Cl100k.Encode(text));

    [Theory]
    [InlineData("antidisestablishmentarianism", new[] { 493, 129901, 376, 160388, 21203, 2367 })]
    [InlineData("2 + 2 = 4", new[] { 17, 659, 220, 17, 314, 220, 19 })]
    [InlineData("お誕生日おめでとう", new[] { 8930, 9697, 243, 128225, 8930, 17693, 4344, 48669 })]
    public void O200k_gives_the_published_ids(string text, int[] expected) => Assert.Equal(expected, O200k.Encode(text));

    [Fact]
    public void Sizes_are_the_published_ones()
    {
        Assert.Equal(100_277, Cl100k.VocabularySize);
        Assert.Equal(200_019, O200k.VocabularySize);
        Assert.Equal("cl100k_base", Cl100k.Name);
    }

    [Fact]
    public void Every_string_comes_back()
    {
        foreach (ChatGptTokenizer tokenizer in new[] { Cl100k, O200k })
            CsCheck.Check.Sample(ArbitraryText.Any, text => Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text))));
    }

    [Fact]
    public void Chinese_costs_more_tokens_than_English_and_less_in_the_newer_vocabulary()
    {
        const string english = "The robot dropped the glass because it was slippery.";
        const string chinese = "机器人把玻璃杯掉了，因为它很滑。";

        Assert.True(Cl100k.Encode(chinese).Length > Cl100k.Encode(english).Length);
        Assert.True(O200k.Encode(chinese).Length < Cl100k.Encode(chinese).Length);
    }

    [Fact]
    public void Part_of_a_character_is_shown_as_bytes()
    {
        Assert.Equal(["hello", " world"], Cl100k.Pieces("hello world"));
        Assert.Equal(@"\xE9\xBE\x8D", string.Concat(Cl100k.Pieces("龍"))); // U+9F8D in UTF-8: E9 BE 8D; no token of its own
    }

    [Fact]
    public void Name_of_a_control_token_becomes_that_token() => Assert.Equal([100_257], Cl100k.Encode("<|endoftext|>"));

    [Fact]
    public void Runs_without_a_border_give_the_tokens_of_the_package_in_time_that_grows_with_their_length()
    {
        foreach ((ChatGptTokenizer ours, string name) in new[] { (Cl100k, "cl100k_base"), (O200k, "o200k_base") })
        {
            var package = Microsoft.ML.Tokenizers.TiktokenTokenizer.CreateForEncoding(name);
            var random = new Random(5);
            string alphabet = "aaab谢😀ßé";
            Rune[] letters = [.. alphabet.EnumerateRunes()];
            string[] texts =
            [
                new string('a', 3000), new string(' ', 2000) + "x", new string('=', 1500) + "\n", "谢谢" + string.Concat(Enumerable.Repeat("谢", 900)), string.Concat(Enumerable.Repeat("ab", 700)) + " <|endoftext|>" + new string('z', 600),
                "say " + string.Concat(Enumerable.Range(0, 1500).Select(_ => letters[random.Next(letters.Length)])) + " and go on, 12345.", new string('A', 800) + "'ll " + new string('\n', 700),
            ];
            Assert.All(texts, text => Assert.Equal(package.EncodeToIds(text), ours.Encode(text)));
            var clock = System.Diagnostics.Stopwatch.StartNew();
            Assert.Equal(400_000, ours.Decode(ours.Encode(new string('a', 400_000))).Length); // the package would need half a minute
            Assert.InRange(clock.Elapsed.TotalSeconds, 0, 8);
        }
    }

    [Fact]
    public void Id_that_was_never_given_out_is_refused()
    {
        Assert.StartsWith("ids: expected an id of this vocabulary; 100256 is one of the few", Assert.Throws<ArgumentException>(() => Cl100k.Decode([100_256])).Message);
        Assert.StartsWith("id: expected an id of this vocabulary, 0 to 100276; got 100277.", Assert.Throws<ArgumentException>(() => Cl100k.Token(100_277)).Message);
        Assert.Contains("at position 1", Assert.Throws<ArgumentException>(() => Cl100k.Encode("a\ud800")).Message);
    }
}
