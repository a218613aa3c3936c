using System.Text;

namespace NotebookLib.Tests;

public class ChatGptTokenizerTests
{
    private static readonly ChatGptTokenizer Cl100k = ChatGptTokenizer.Cl100kBase();
    private static readonly ChatGptTokenizer O200k = ChatGptTokenizer.O200kBase();

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
            CsCheck.Check.Sample(ArbitraryText.Any,
                text => Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text))));
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
        // U+9F8D in UTF-8: E9 BE 8D; no token of its own
        Assert.Equal(@"\xE9\xBE\x8D", string.Concat(Cl100k.Pieces("龍")));
    }

    // Ids: openai/tiktoken, tiktoken_ext/openai_public.py; "hello <|endoftext|>": its tests/test_encoding.py; the star:
    // dotnet/machinelearning, TiktokenTests.cs.
    [Fact]
    public void Name_of_a_control_token_is_text_unless_asked_for()
    {
        Assert.DoesNotContain(100_257, Cl100k.Encode("hello <|endoftext|>"));
        Assert.Equal(Cl100k.Encode("hello <|endoftext|>"), Cl100k.Encode("hello <|endoftext|>", controlTokens: false));
        Assert.Equal([15339, 220, 100_257], Cl100k.Encode("hello <|endoftext|>", controlTokens: true));
        Assert.Equal([100_258, 100_259, 100_260, 100_276],
            Cl100k.Encode("<|fim_prefix|><|fim_middle|><|fim_suffix|><|endofprompt|>", controlTokens: true));
        Assert.Equal([199_999, 13225, 161181, 5922, 200_018],
            O200k.Encode("<|endoftext|>Hello ⭐ World<|endofprompt|>", controlTokens: true));
        Assert.Equal("hello <|endoftext|>", Cl100k.Decode([15339, 220, 100_257]));
    }

    [Fact]
    public void A_text_with_names_of_control_tokens_comes_back_and_makes_none()
    {
        string text = "a<|endoftext|><|endofprompt|>b";
        foreach (ChatGptTokenizer tokenizer in new[] { Cl100k, O200k })
        {
            Assert.Empty(tokenizer.Encode(text).Intersect(tokenizer.ControlTokens.Values));
            Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
            Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text, controlTokens: true)));
        }
    }

    // Whole passes over the text with ranks looked up by bytes, as in the published tiktoken/_educational.py.
    [Fact]
    public void Steps_merge_the_lowest_rank_first()
    {
        Dictionary<string, int> ranks =
            Enumerable.Range(0, 100_256).ToDictionary(id => Convert.ToHexString(Cl100k.Bytes(id)), id => id);
        foreach (string word in new[] { "hello", " newest", "机", "strawberry" })
        {
            List<string> parts = [.. Encoding.UTF8.GetBytes(word).Select(b => Convert.ToHexString([b]))];
            var expected = new List<int>();
            while (parts.Zip(parts.Skip(1), (left, right) => ranks.GetValueOrDefault(left + right, int.MaxValue))
                .DefaultIfEmpty(int.MaxValue).Min() is var rank && rank < int.MaxValue)
            {
                expected.Add(rank);
                for (int i = 0; i + 1 < parts.Count; i++)
                {
                    if (ranks.GetValueOrDefault(parts[i] + parts[i + 1], int.MaxValue) != rank) continue;
                    parts[i] += parts[i + 1];
                    parts.RemoveAt(i + 1);
                }
            }
            IReadOnlyList<BytePairStep> steps = Cl100k.EncodeSteps(word);

            Assert.Equal(expected, steps.Skip(1).Select(step => step.Merge!.Id));
            Assert.Equal(parts, Cl100k.Encode(word).Select(id => Convert.ToHexString(Cl100k.Bytes(id))));
        }
    }

    [Fact]
    public void Steps_name_the_rank_since_no_count_is_published()
    {
        Assert.Equal(["h|e|l|l|o", "h|el|l|o", "h|el|lo", "h|ello", "hello"],
            Cl100k.EncodeSteps("hello").Select(step => step.ToString()));
        Assert.Equal("'h' + 'ello' → 'hello', id 15339", Cl100k.EncodeSteps("hello")[^1].Merge!.ToString());
    }

    [Fact]
    public void Steps_end_where_encoding_ends() =>
        CsCheck.Check.Sample(ArbitraryText.Any,
            text => Assert.Equal(O200k.Pieces(text), O200k.EncodeSteps(text)[^1].Pieces), iter: 300);

    [Fact]
    public void Bytes_are_shuffled_and_tell_whether_a_token_is_text()
    {
        Assert.Equal([0, 32, 220, 198],
            Cl100k.Encode("!").Concat(Cl100k.Encode("A")).Concat(Cl100k.Encode(" ")).Concat(Cl100k.Encode("\n")));
        Assert.Equal(" world"u8.ToArray(), Cl100k.Bytes(1917));
        Assert.Equal("<|endoftext|>"u8.ToArray(), Cl100k.Bytes(100_257));
        Assert.Equal(256, Enumerable.Range(0, 256).Select(id => Assert.Single(O200k.Bytes(id))).Distinct().Count());
    }

    // openai/tiktoken, tests/test_encoding.py, test_single_token_roundtrip.
    [Fact]
    public void Every_token_that_is_a_word_encodes_to_itself()
    {
        for (int id = 0; id < 100_256; id++)
        {
            string text = Cl100k.Decode([id]);
            if (!text.Contains('\uFFFD')) Assert.Equal([id], Cl100k.Encode(text));
        }
    }

    // The package sees halves of characters beyond U+FFFF, and no letter in ſ: there it can differ from what is
    // published.
    [Fact]
    public void Tokens_of_any_text_of_the_first_plane_are_those_of_an_independent_implementation()
    {
        foreach ((ChatGptTokenizer ours, string name) in new[] { (Cl100k, "cl100k_base"), (O200k, "o200k_base") })
        {
            var package = Microsoft.ML.Tokenizers.TiktokenTokenizer.CreateForEncoding(name);
            CsCheck.Check.Sample(ArbitraryText.Any, text =>
            {
                string plain = string.Concat(text.Where(c => !char.IsSurrogate(c) && c != 'ſ'));
                Assert.Equal(package.EncodeToIds(plain), ours.Encode(plain, controlTokens: true));
            });
        }
    }

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
                new string('a', 3000), new string(' ', 2000) + "x", new string('=', 1500) + "\n",
                "谢谢" + string.Concat(Enumerable.Repeat("谢", 900)),
                string.Concat(Enumerable.Repeat("ab", 700)) + " <|endoftext|>" + new string('z', 600),
                "say " + string.Concat(Enumerable.Range(0, 1500).Select(_ => letters[random.Next(letters.Length)]))
                    + " and go on, 12345.", new string('A', 800) + "'ll " + new string('\n', 700),
            ];
            Assert.All(texts, text => Assert.Equal(package.EncodeToIds(text), ours.Encode(text, controlTokens: true)));
            var clock = System.Diagnostics.Stopwatch.StartNew();
            // the package would need half a minute
            Assert.Equal(400_000, ours.Decode(ours.Encode(new string('a', 400_000))).Length);
            Assert.InRange(clock.Elapsed.TotalSeconds, 0, 8);
        }
    }

    [Fact]
    public void Id_that_was_never_given_out_is_refused()
    {
        Assert.StartsWith("ids: expected an id of this vocabulary; 100256 is one of the few",
            Assert.Throws<ArgumentException>(() => Cl100k.Decode([100_256])).Message);
        Assert.StartsWith("id: expected an id of this vocabulary, 0 to 100276; got 100277.",
            Assert.Throws<ArgumentException>(() => Cl100k.Token(100_277)).Message);
        Assert.StartsWith("id: expected an id of this vocabulary; 100256 is one of the few",
            Assert.Throws<ArgumentException>(() => Cl100k.Bytes(100_256)).Message);
        Assert.Contains("at position 1", Assert.Throws<ArgumentException>(() => Cl100k.Encode("a\ud800")).Message);
    }
}
