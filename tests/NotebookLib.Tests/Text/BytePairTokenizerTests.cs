using System.Diagnostics;
using System.Text;
using CsCheck;

namespace NotebookLib.Tests;

public class BytePairTokenizerTests
{
    [Fact]
    public void First_merges_are_the_most_frequent_pairs()
    {
        // Words: "low" once, " low" twice, " lower" twice, " newest" once. Pairs, counted by hand: l·o 5, o·w 5, ' '·l
        // 4, w·e 3, e·r 2, … l·o and o·w tie, and 'l' < 'o'. Then lo·w 5. Then ' '·low 4, before low·e 2.
        BytePairTokenizer bpe = BytePairTokenizer.Train("low low low lower lower newest", 3);

        Assert.Equal(["'l' + 'o' → 'lo', 5 times", "'lo' + 'w' → 'low', 5 times", "' ' + 'low' → ' low', 4 times"],
            bpe.Merges.Select(m => m.ToString()));
        Assert.Equal([(108, 111, 256), (256, 119, 257), (32, 257, 258)],
            bpe.Merges.Select(m => (m.Left, m.Right, m.Id)));
        Assert.Equal(259, bpe.VocabularySize);
        Assert.Equal(["low", " low", "e", "s", "t"], bpe.Pieces("low lowest"));
    }

    [Fact]
    public void A_rank_is_a_place_in_the_order_of_learning()
    {
        BytePairTokenizer bpe = BytePairTokenizer.Train("low low low lower lower newest", 3);
        Assert.Equal((0, 1, 2), (bpe.Rank("l", "o"), bpe.Rank("lo", "w"), bpe.Rank(" ", "low")));
        Assert.Null(bpe.Rank("o", "w"));
    }

    [Fact]
    public void Joining_the_leftmost_known_pair_spends_what_an_earlier_merge_needed()
    {
        // of "bc" and "ab" the first is learned first, three times against two
        BytePairTokenizer bpe = BytePairTokenizer.Train("bc\nbc\nbc\nab\nab", 2);
        Assert.Equal(["a", "bc"], bpe.Pieces("abc"));
        Assert.Equal(["ab", "c"], LeftmostMerging.Pieces(bpe, "abc"));
        Assert.Equal(["bc", "ab", "d"], LeftmostMerging.Pieces(bpe, "bcabd"));
        Assert.Empty(LeftmostMerging.Pieces(bpe, ""));
    }

    [Fact]
    public void Ties_go_to_the_smaller_ids()
    {
        // "xy", "ab", "xa" twice each.
        BytePairTokenizer bpe = BytePairTokenizer.Train("xy\nab\nxa\nxy\nab\nxa", 3);

        Assert.Equal(["ab", "xa", "xy"], bpe.Merges.Select(m => m.Text));
    }

    // Wikipedia, "Byte-pair encoding", and karpathy/minbpe, tests/test_tokenizer.py: Z = aa, Y = ab, X = ZY give XdXac.
    [Fact]
    public void Merges_of_aaabdaaabac_are_the_published_ones()
    {
        BytePairTokenizer bpe = BytePairTokenizer.Train("aaabdaaabac", 3, SplitPattern.None);

        Assert.Equal(["'a' + 'a' → 'aa', 4 times", "'a' + 'b' → 'ab', 2 times", "'aa' + 'ab' → 'aaab', 2 times"],
            bpe.Merges.Select(m => m.ToString()));
        Assert.Equal([258, 100, 258, 97, 99], bpe.Encode("aaabdaaabac"));
    }

    // After aa, the pairs aa·a and a·b occur twice each. Of the pair that stands first, minbpe makes aaa; then aaa·b is
    // left, twice.
    [Fact]
    public void A_tie_settled_otherwise_gives_other_merges_and_here_the_same_ids()
    {
        List<int> ids = [.. Encoding.UTF8.GetBytes("aaabdaaabac").Select(b => (int)b)];
        Replace(ids, 'a', 'a', 256);
        Assert.Equal(2, ids.Zip(ids.Skip(1)).Count(pair => pair == (256, 'a')));
        Assert.Equal(2, ids.Zip(ids.Skip(1)).Count(pair => pair == ('a', 'b')));
        Replace(ids, 256, 'a', 257);
        Replace(ids, 257, 'b', 258);

        Assert.Equal([258, 100, 258, 97, 99], ids);
        Assert.DoesNotContain("aaa",
            BytePairTokenizer.Train("aaabdaaabac", 3, SplitPattern.None).Merges.Select(m => m.Text));
    }

    // Sennrich et al. 2016, algorithm 1, without its </w>.
    [Fact]
    public void Merges_of_low_lower_newest_widest_are_the_published_ones()
    {
        BytePairTokenizer bpe =
            BytePairTokenizer.Train(Corpus(("low", 5), ("lower", 2), ("newest", 6), ("widest", 3)), 7);

        Assert.Equal([("es", 9), ("est", 9), ("lo", 7), ("low", 7), ("ew", 6), ("new", 6), ("newest", 6)],
            bpe.Merges.Select(m => (m.Text, m.Count!.Value)));
        Assert.Equal(["low", "est"], bpe.Pieces("lowest"));
    }

    // Hugging Face, NLP course, chapter 6.5. Ours has all bytes, so what is unknown there (t, m) is a byte here.
    [Fact]
    public void Merges_of_hug_pug_pun_bun_hugs_are_the_published_ones()
    {
        BytePairTokenizer bpe =
            BytePairTokenizer.Train(Corpus(("hug", 10), ("pug", 5), ("pun", 12), ("bun", 4), ("hugs", 5)), 3);

        Assert.Equal([("ug", 20), ("un", 16), ("hug", 15)], bpe.Merges.Select(m => (m.Text, m.Count!.Value)));
        Assert.Equal(["b", "ug"], bpe.Pieces("bug"));
        Assert.Equal(["m", "ug"], bpe.Pieces("mug"));
        Assert.Equal(["t", "hug"], bpe.Pieces("thug"));
        Assert.Equal(["un", "hug"], bpe.Pieces("unhug"));
    }

    [Fact]
    public void Across_words_tokens_hold_spaces_and_encoding_crosses_words_too()
    {
        BytePairTokenizer bpe = BytePairTokenizer.Train("it was it was it was", 10, SplitPattern.None);

        Assert.Contains("it was", bpe.Pieces("it was"));
        Assert.DoesNotContain("it was", BytePairTokenizer.Train("it was it was it was", 10).Pieces("it was"));
        Assert.Same(SplitPattern.None, bpe.Pattern);
        Assert.Same(SplitPattern.Gpt2, BytePairTokenizer.Train("", 0).Pattern);
    }

    [Fact]
    public void Merging_ends_when_no_pair_occurs_twice()
    {
        Assert.Equal(["ab"], BytePairTokenizer.Train("ab\nab\ncd", 10).Merges.Select(m => m.Text));
        Assert.Empty(BytePairTokenizer.Train("", 10).Merges);
    }

    [Fact]
    public void In_aaa_the_first_two_are_merged()
    {
        BytePairTokenizer bpe = BytePairTokenizer.Train("aaa aaa", 1);

        Assert.Equal(4, bpe.Merges[0].Count); // two in each word
        Assert.Equal(["aa", "a"], bpe.Pieces("aaa"));
    }

    [Fact]
    public void Every_string_comes_back_whatever_was_learned()
    {
        BytePairTokenizer bpe = BytePairTokenizer.Train("the robot dropped the glass; der Roboter 机器人 机器人 😀😀", 40);
        ArbitraryText.Any.Sample(text => Assert.Equal(text, bpe.Decode(bpe.Encode(text))));
    }

    [Fact]
    public void Training_and_encoding_agree_with_counting_everything_afresh() =>
        Gen.Select(ArbitraryText.Repetitive, ArbitraryText.Repetitive, Gen.Int[0, 30], Gen.Bool)
            .Sample((text, other, mergeCount, across) =>
            {
                SplitPattern pattern = across ? SplitPattern.None : SplitPattern.Gpt2;
                BytePairTokenizer bpe = BytePairTokenizer.Train(text, mergeCount, pattern);

                Assert.Equal(NaiveMerges(text, mergeCount, pattern),
                    bpe.Merges.Select(m => (m.Left, m.Right, m.Count)));
                foreach (string encoded in new[] { text, other })
                {
                    Assert.Equal(NaiveEncode(encoded, bpe.Merges, pattern), bpe.Encode(encoded));
                    Assert.Equal(bpe.Pieces(encoded), bpe.EncodeSteps(encoded)[^1].Pieces);
                }
            });

    [Fact]
    public void Steps_show_one_merge_each()
    {
        BytePairTokenizer bpe = BytePairTokenizer.Train("low low low lower lower newest", 3);

        Assert.Equal(["l|o|w|l|o", "lo|w|lo", "low|lo"], bpe.EncodeSteps("lowlo").Select(step => step.ToString()));
        Assert.Equal([null, bpe.Merges[0], bpe.Merges[1]], bpe.EncodeSteps("lowlo").Select(step => step.Merge));
    }

    [Fact]
    public void Part_of_an_emoji_is_shown_as_bytes()
    {
        BytePairTokenizer bpe = BytePairTokenizer.Train("", 0);

        Assert.Equal([@"\xF0", @"\x9F", @"\x98", @"\x80"], bpe.Pieces("😀")); // U+1F600 in UTF-8: F0 9F 98 80
        Assert.Equal("\uFFFD", bpe.Decode([0xF0, 0x9F]));
    }

    [Fact]
    public void Bytes_of_the_tokens_of_a_text_are_its_bytes()
    {
        BytePairTokenizer bpe = BytePairTokenizer.Train("the robot 机器人 the robot 机器人", 20);

        Assert.Equal("the"u8.ToArray(), bpe.Bytes(bpe.Encode("the")[0]));
        ArbitraryText.Any.Sample(text =>
            Assert.Equal(Encoding.UTF8.GetBytes(text), bpe.Encode(text).SelectMany(bpe.Bytes)));
    }

    [Fact]
    public void Bytes_are_a_copy()
    {
        BytePairTokenizer bpe = BytePairTokenizer.Train("", 0);
        bpe.Bytes('a')[0] = (byte)'b';
        Assert.Equal("a", bpe.Decode(['a']));
    }

    [Theory]
    [InlineData("ab", 0xD83D, "cd")]
    [InlineData("ab", 0xDE00, "")]
    [InlineData("😀", 0xD83D, "")]
    [InlineData("", 0xDE00, "😀")]
    public void Half_a_surrogate_pair_is_an_error_that_says_where(string before, int half, string after)
    {
        string text = before + (char)half + after;
        string expected = $"text: expected whole characters; at position {before.Length} stands half of a surrogate "
            + $"pair, U+{half:X4}, without its other half. (Parameter 'text')";
        BytePairTokenizer bpe = BytePairTokenizer.Train("", 0);

        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => bpe.Encode(text)).Message);
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => bpe.EncodeSteps(text)).Message);
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => BytePairTokenizer.Train(text, 1)).Message);
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => new CharacterTokenizer(text)).Message);
    }

    [Fact]
    public void Foreign_id_and_negative_count_are_refused()
    {
        BytePairTokenizer bpe = BytePairTokenizer.Train("abab", 1);

        Assert.StartsWith("ids: expected an id of this vocabulary, 0 to 256; got 257.",
            Assert.Throws<ArgumentException>(() => bpe.Decode([257])).Message);
        Assert.StartsWith("id: expected an id of this vocabulary, 0 to 256; got -1.",
            Assert.Throws<ArgumentException>(() => bpe.Bytes(-1)).Message);
        Assert.StartsWith("mergeCount: expected 0 or more; got -1.",
            Assert.Throws<ArgumentException>(() => BytePairTokenizer.Train("", -1)).Message);
    }

    [Fact]
    public void A_megabyte_without_a_space_is_encoded_in_seconds()
    {
        var random = new Random(1);
        string word = string.Concat(Enumerable.Range(0, 1_000_000).Select(_ => (char)('a' + random.Next(3))));
        BytePairTokenizer bpe = BytePairTokenizer.Train(word[..10_000], 100);

        var watch = Stopwatch.StartNew();
        Assert.Equal(word, bpe.Decode(bpe.Encode(word)));
        // by passes over the word it would be an hour
        Assert.True(watch.Elapsed.TotalSeconds < 30, $"{watch.Elapsed.TotalSeconds} s");
    }

    /// <summary>Words that repeat, parted by line breaks, which join no word.</summary>
    private static string Corpus(params (string Word, int Count)[] words) =>
        string.Join('\n', words.SelectMany(word => Enumerable.Repeat(word.Word, word.Count)));

    private static List<(int, int, int?)> NaiveMerges(string text, int mergeCount, SplitPattern pattern)
    {
        List<List<int>> words = NaiveWords(text, pattern);
        var merges = new List<(int, int, int?)>();
        while (merges.Count < mergeCount)
        {
            var pairs = words.SelectMany(word => word.Zip(word.Skip(1)))
                .GroupBy(pair => pair)
                .Where(pair => pair.Count() > 1)
                .OrderByDescending(pair => pair.Count()).ThenBy(pair => pair.Key.First).ThenBy(pair => pair.Key.Second)
                .ToList();
            if (pairs.Count == 0) break;
            (int left, int right) = pairs[0].Key;
            merges.Add((left, right, pairs[0].Count()));
            foreach (List<int> word in words) Replace(word, left, right, 255 + merges.Count);
        }
        return merges;
    }

    private static int[] NaiveEncode(string text, IReadOnlyList<BytePairMerge> merges, SplitPattern pattern)
    {
        List<List<int>> words = NaiveWords(text, pattern);
        foreach (BytePairMerge merge in merges)
            foreach (List<int> word in words) Replace(word, merge.Left, merge.Right, merge.Id);
        return [.. words.SelectMany(word => word)];
    }

    private static List<List<int>> NaiveWords(string text, SplitPattern pattern) =>
        [.. pattern.Split(text).Select(word => Encoding.UTF8.GetBytes(word).Select(b => (int)b).ToList())];

    private static void Replace(List<int> word, int left, int right, int id)
    {
        for (int i = 0; i + 1 < word.Count; i++)
        {
            if (word[i] != left || word[i + 1] != right) continue;
            word[i] = id;
            word.RemoveAt(i + 1);
        }
    }
}
