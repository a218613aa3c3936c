namespace NotebookLib.Tests.Inspection;

/// <summary>Edits against models that were built or set by hand to do the same.</summary>
public class EditTests
{
    private static readonly int[] tokens = [3, 1, 4, 1, 5], other = [2, 7, 1, 8, 6];
    private static readonly GptConfig small = new(vocabulary: 17, layers: 2, heads: 3, width: 12, context: 7);
    private static readonly Gpt gpt = new(small, new Random(5));
    private static readonly Part[] parts = [Part.Embedding, Part.Attention(0), Part.Head(0, 1), Part.FeedForward(0),
        Part.Attention(1), Part.Head(1, 2), Part.FeedForward(1), Part.FinalNorm, Part.Logits,
        Part.Queries(0), Part.Keys(1), Part.Values(1)];

    public static TheoryData<int> Parts => [.. Enumerable.Range(0, parts.Length)];

    [Fact]
    public void No_edit_changes_nothing() => AssertSame(gpt.Forward(tokens), gpt.Forward(tokens, Array.Empty<Edit>()));

    [Theory, MemberData(nameof(Parts))]
    public void An_edit_that_gives_back_what_it_got_changes_nothing(int part)
    {
        AssertSame(gpt.Forward(tokens), gpt.Forward(tokens, Edit.Output(parts[part], x => x)));
        if (!parts[part].IsInAttention)
            AssertSame(gpt.Forward(tokens), gpt.Forward(tokens, Edit.State(parts[part], x => x)));
    }

    [Theory, MemberData(nameof(Parts))]
    public void Patching_a_run_into_itself_changes_nothing(int part)
    {
        ForwardTrace own = gpt.Trace(tokens);

        AssertSame(own.Logits, gpt.Forward(tokens, Edit.Patch(parts[part], own)));
        AssertSame(own.Logits, gpt.Forward(tokens, Edit.Patch(parts[part], own, 0, ^1)));
        if (!parts[part].IsInAttention)
            AssertSame(own.Logits, gpt.Forward(tokens, Edit.PatchState(parts[part], own, 2)));
    }

    [Theory, MemberData(nameof(Parts))]
    public void Any_other_edit_is_felt(int part)
    {
        Assert.NotEqual(0, gpt.Forward(tokens).MaxDifference(gpt.Forward(tokens, Edit.Zero(parts[part]))));
        Assert.NotEqual(0,
            gpt.Forward(tokens).MaxDifference(gpt.Forward(tokens, Edit.Patch(parts[part], gpt.Trace(other)))));
        Assert.NotEqual(0,
            gpt.Forward(tokens)
                .MaxDifference(gpt.Forward(tokens, Edit.Mean(part: parts[part], gpt.Trace(tokens), gpt.Trace(other)))));
    }

    [Fact]
    public void The_whole_state_of_another_run_makes_this_the_other_run()
    {
        ForwardTrace run = gpt.Trace(other);

        AssertSame(run.Logits, gpt.Forward(tokens, Edit.PatchState(Part.Embedding, run)));
        AssertSame(run.Logits, gpt.Forward(tokens, Edit.PatchState(Part.FeedForward(1), run)));
        AssertSame(run.Logits.Slice(^1..),
            gpt.Forward(tokens, Edit.PatchState(Part.FeedForward(1), run, ^1)).Slice(^1..));
        AssertSame(gpt.Forward(tokens).Slice(..^1),
            gpt.Forward(tokens, Edit.PatchState(Part.FeedForward(1), run, ^1)).Slice(..^1));
    }

    [Fact]
    public void The_last_token_of_a_shorter_run_goes_to_the_last_token()
    {
        ForwardTrace shorter = gpt.Trace(other[..3]);

        AssertSame(shorter.Logits.Row(^1),
            gpt.Forward(tokens, Edit.PatchState(Part.FeedForward(1), shorter, ^1)).Row(^1));
    }

    [Fact]
    public void To_zero_a_part_is_to_zero_its_last_map()
    {
        AssertSame(With(g => Silence(g.Blocks[1].FeedForward.Output)).Forward(tokens),
            gpt.Forward(tokens, Edit.Zero(Part.FeedForward(1))));
        AssertSame(With(g => Silence(g.Blocks[0].Attention.Output)).Forward(tokens),
            gpt.Forward(tokens, Edit.Zero(Part.Attention(0))));
    }

    [Fact]
    public void To_zero_a_head_is_to_zero_the_rows_that_mix_it_in()
    {
        // d = 4: rows 8 to 11 of (12, 12) belong to head 2
        Gpt without = With(g => g.Blocks[0].Attention.Output.Weight.Data.Slice(2 * 4 * 12, 4 * 12).Clear());

        Assert.InRange(without.Forward(tokens).MaxDifference(gpt.Forward(tokens, Edit.Zero(Part.Head(0, 2)))), 0,
            1e-6f);
    }

    [Fact]
    public void The_bias_of_the_map_that_mixes_belongs_to_no_head()
    {
        Gpt biased = With(g => g.Blocks[1].Attention.Output.Bias!.Data.Fill(0.5f));

        ForwardTrace trace =
            biased.Trace(tokens, Edit.Zero(Part.Head(1, 0)), Edit.Zero(Part.Head(1, 1)), Edit.Zero(Part.Head(1, 2)));

        Assert.Equal(Enumerable.Repeat(0.5f, 5 * 12), trace.Output(Part.Attention(1)).ToArray());
    }

    [Fact]
    public void Without_any_residual_it_is_the_model_that_has_none()
    {
        Edit[] all =
            [.. parts.Where(p => p.Kind is PartKind.Attention or PartKind.FeedForward).Select(Edit.DropResidual)];

        AssertSame(gpt.With(small with { Residual = false }).Forward(tokens), gpt.Forward(tokens, all));
    }

    [Fact]
    public void The_mean_is_over_all_tokens_of_all_runs_and_the_same_for_every_token()
    {
        ForwardTrace one = gpt.Trace(tokens), two = gpt.Trace(other[..3]);

        ForwardTrace edited = gpt.Trace(tokens, Edit.Mean(Part.Head(0, 1), one, two));

        for (int i = 0; i < 4; i++)
        {
            float mean = (Enumerable.Range(0, 5)
                .Sum(t => one.Output(Part.Head(0, 1))[t, i]) + Enumerable.Range(0, 3)
                    .Sum(t => two.Output(Part.Head(0, 1))[t, i])) / 8;
            for (int t = 0; t < 5; t++) Assert.Equal(mean, edited.Output(Part.Head(0, 1))[t, i], tolerance: 1e-6f);
        }
    }

    [Fact]
    public void A_number_or_a_row_stands_for_every_token()
    {
        AssertSame(gpt.Forward(tokens, Edit.Zero(Part.Attention(1))),
            gpt.Forward(tokens, Edit.Output(Part.Attention(1), _ => 0)));
        AssertSame(gpt.Forward(tokens, Edit.Zero(Part.Attention(1))),
            gpt.Forward(tokens, Edit.Output(Part.Attention(1), _ => Tensor.Zeros(12))));
    }

    [Fact]
    public void A_part_can_be_silenced_at_some_places_alone()
    {
        Tensor before = gpt.Trace(tokens).Output(Part.Head(1, 1));
        Tensor after = gpt.Trace(tokens, Edit.Zero(Part.Head(1, 1), 2, ^1)).Output(Part.Head(1, 1));

        for (int t = 0; t < 5; t++) AssertSame(t is 2 or 4 ? Tensor.Zeros(4) : before.Row(t), after.Row(t));
    }

    [Fact]
    public void Edits_of_one_part_follow_each_other() =>
        AssertSame(gpt.Forward(tokens, Edit.Output(Part.FeedForward(0), x => (x + 1) * 2)),
            gpt.Forward(tokens, Edit.Output(Part.FeedForward(0), x => x + 1),
                Edit.Output(Part.FeedForward(0), x => x * 2)));

    [Fact]
    public void Rows_before_the_last_are_needed_until_the_last_attention()
    {
        Tensor noise = Tensor.Normal(new Random(3), 5, 12);
        Tensor Noisy(Tensor state) => Tensor.Concat(0, noise.Slice(..^1), state.Slice(^1..));

        AssertSame(gpt.Forward(tokens).Row(^1), gpt.Forward(tokens, Edit.State(Part.Attention(1), Noisy)).Row(^1));
        Assert.NotEqual(0,
            gpt.Forward(tokens).Row(^1)
                .MaxDifference(gpt.Forward(tokens, Edit.State(Part.FeedForward(0), Noisy)).Row(^1)));
    }

    [Fact]
    public void Gradients_flow_around_what_was_replaced()
    {
        var trained = new Gpt(small, new Random(5));

        Loss.CrossEntropy(trained.Forward(tokens, Edit.Zero(Part.Attention(1))), other).Backward();

        Assert.Equal(0, trained.Blocks[1].Attention.Parameters().Sum(p => p.Grad?.Abs().Max().Item() ?? 0));
        Assert.NotEqual(0, trained.Blocks[1].FeedForward.GradientNorm());
    }

    [Fact]
    public void A_path_is_patched_by_what_only_one_reader_sees()
    {
        // Without head 1 of layer 0 all three of what layer 1 reads change; patched together they are that run's
        // attention, and what the stream itself carries past it stays as it was.
        ForwardTrace whole = gpt.Trace(tokens), without = gpt.Trace(tokens, Edit.Zero(Part.Head(0, 1)));
        Part[] read = [Part.Queries(1), Part.Keys(1), Part.Values(1)];

        ForwardTrace patched = gpt.Trace(tokens, [.. read.Select(part => Edit.Patch(part, without))]);

        AssertSame(without.Weights(1), patched.Weights(1));
        AssertSame(without.Output(Part.Attention(1)), patched.Output(Part.Attention(1)));
        AssertSame(whole.State(Part.FeedForward(0)), patched.State(Part.FeedForward(0)));
        ForwardTrace values = gpt.Trace(tokens, Edit.Patch(Part.Values(1), without));
        AssertSame(whole.Weights(1), values.Weights(1));
        Assert.NotEqual(0, whole.Logits.MaxDifference(values.Logits));
    }

    [Fact]
    public void Queries_keys_and_values_are_what_the_maps_make_of_the_normalized_stream()
    {
        ForwardTrace run = gpt.Trace(tokens);
        TransformerBlock block = gpt.Blocks[1];
        Tensor read = block.AttentionNorm!.Forward(run.State(Part.FeedForward(0)));

        AssertSame(block.Attention.Query.Forward(read), run.Output(Part.Queries(1)));
        AssertSame(block.Attention.Key.Forward(read), run.Output(Part.Keys(1)));
        AssertSame(block.Attention.Value.Forward(read), run.Output(Part.Values(1)));
    }

    [Fact]
    public void Edits_say_what_they_do()
    {
        Assert.Equal("zero L0H2", Edit.Zero(Part.Head(0, 2)).ToString());
        Assert.Equal("patch attention 1 at 2, ^1", Edit.Patch(Part.Attention(1), gpt.Trace(tokens), 2, ^1).ToString());
        Assert.Equal("no residual around feed-forward 0", Edit.DropResidual(Part.FeedForward(0)).ToString());
    }

    [Fact]
    public void What_cannot_be_edited_is_named()
    {
        ForwardTrace run = gpt.Trace(other);
        AssertError("edits: expected a layer from 0 to 1; got feed-forward 2.",
            () => gpt.Forward(tokens, Edit.Zero(Part.FeedForward(2))));
        AssertError("edits: expected a head from 0 to 2; got L0H3.",
            () => gpt.Trace(tokens, Edit.Zero(Part.Head(0, 3))));
        AssertError("edits: expected a part of the model; got the final norm, and it has none.",
            () => new Gpt(small with { Norm = NormPlacement.Post }, new Random(5)).Forward(tokens,
                Edit.Zero(Part.FinalNorm)));
        AssertError("around: expected the attention or the feed-forward part of a block; got L0H1.",
            () => Edit.DropResidual(Part.Head(0, 1)));
        AssertError("after: expected a part with a stream after it; got L0H1.",
            () => Edit.PatchState(Part.Head(0, 1), run));
        AssertError("after: expected a part with a stream after it; got L0H1.",
            () => Edit.State(Part.Head(0, 1), x => x));
        AssertError("edits: expected a layer from 0 to 1; got keys 2.",
            () => gpt.Forward(tokens, Edit.Zero(Part.Keys(2))));
        AssertError("after: expected a part with a stream after it; got values 1.", () => run.State(Part.Values(1)));
        AssertError("part: expected a layer from 0 to 1; got attention 7.", () => Edit.Patch(Part.Attention(7), run));
        AssertError("from: expected a run whose part has shape (3, 12), as here; got (5, 12). "
            + "Name the places if the runs differ in length.", () =>
            gpt.Forward(tokens[..3], Edit.Patch(Part.Attention(1), run)));
        AssertError("places: expected a token from 0 to 4; got 5.",
            () => gpt.Forward(tokens, Edit.Patch(Part.Attention(1), run, 5)));
        AssertError("runs: expected at least one to take the mean over; got none.", () => Edit.Mean(Part.Attention(1)));
        AssertError("change: expected a shape that broadcasts to (5, 12) for attention 1; got (2, 5, 12).",
            () => gpt.Forward(tokens, Edit.Output(Part.Attention(1), _ => Tensor.Zeros(2, 5, 12))));
        AssertError("change: expected a shape that broadcasts to (5, 12) for attention 1; got (5, 4).",
            () => gpt.Forward(tokens, Edit.Output(Part.Attention(1), _ => Tensor.Zeros(5, 4))));
        AssertError("config: expected choices that need the parameters there are; "
            + "'lm_head.weight' of shape (17, 12) is none of them.", () =>
            gpt.With(small with { TiedEmbeddings = false }));
    }

    [Fact]
    public void A_copy_with_other_choices_shares_no_memory()
    {
        Gpt copy = gpt.With(small);
        AssertSame(gpt.Forward(tokens), copy.Forward(tokens));

        copy.Tokens.Weight[3, 0] += 1;
        copy.Blocks[0].Attention.Query.Weight[0, 0] += 1;

        Assert.NotEqual(0, gpt.Forward(tokens).MaxDifference(copy.Forward(tokens)));
        AssertSame(new Gpt(small, new Random(5)).Forward(tokens), gpt.Forward(tokens));
    }

    private static Gpt With(Action<Gpt> change)
    {
        var changed = new Gpt(small, new Random(5));
        change(changed);
        return changed;
    }

    private static void Silence(Linear map)
    {
        map.Weight.Data.Clear();
        map.Bias!.Data.Clear();
    }

    private static void AssertSame(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.Equal(expected.ToArray(), actual.ToArray());
    }

    private static void AssertError(string message, Func<object> act) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
}
