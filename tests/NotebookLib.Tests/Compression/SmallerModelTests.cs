namespace NotebookLib.Tests.Compression;

public sealed class SmallerModelTests : IDisposable
{
    private static readonly int[] tokens = [1, 5, 3, 16, 2, 7, 7];

    private readonly string folder = Directory.CreateTempSubdirectory("smaller-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static Gpt Model(Activation activation = Activation.GeluTanh) => new(
        new GptConfig(17, layers: 2, heads: 2, width: 12, context: 11) { HiddenWidth = 13, Activation = activation },
        new Random(1));

    [Theory, InlineData(Activation.GeluTanh), InlineData(Activation.SwiGlu)]
    public void Built_without_units_it_gives_what_it_gives_with_their_rows_at_0(Activation activation)
    {
        Gpt gpt = Model(activation);
        foreach (Tensor bias in gpt.NamedParameters().Where(p => p.Name.EndsWith("bias", StringComparison.Ordinal))
            .Select(p => p.Value)) bias[0] = 0.7f; // so that a lost bias shows
        int[][] kept = [[0, 4, 12, 3], [7, 1, 2, 0]];

        Gpt small = gpt.WithHiddenUnits(kept);

        Gpt masked = gpt.WithOtherUnitsAtZero(kept);
        Assert.Equal(0, small.Forward(tokens).MaxDifference(masked.Forward(tokens)), 1e-5f);
        Assert.True(gpt.Forward(tokens).MaxDifference(masked.Forward(tokens)) > 1e-3f);
        int perUnit = activation == Activation.SwiGlu ? 3 * 12 + 2 : 2 * 12 + 1;
        Assert.Equal(gpt.ParameterCount - 2 * 9 * perUnit, small.ParameterCount);
    }

    [Fact]
    public void At_zero_are_the_rows_of_all_other_units()
    {
        Gpt masked = Model().WithOtherUnitsAtZero([0, 4], [12, 1]);

        Tensor rows = masked.Blocks[1].FeedForward.Output.Weight;
        Assert.Equal([1, 12], Enumerable.Range(0, 13).Where(u => rows.Row(u).Abs().Max().Item() > 0));
        Assert.Equal(0, masked.Blocks[1].FeedForward.Hidden.Weight.MaxDifference(
            Model().Blocks[1].FeedForward.Hidden.Weight));
    }

    [Fact]
    public void The_strongest_units_are_those_with_the_longest_rows()
    {
        Gpt gpt = Model();
        foreach (int unit in new[] { 3, 11 }) gpt.Blocks[0].FeedForward.Output.Weight[unit, 2] = 50;
        gpt.Blocks[1].FeedForward.Output.Weight[7, 0] = -50;

        Assert.Equal([3, 11], Pruning.StrongestUnits(gpt, 2)[0]);
        Assert.Equal([7], Pruning.StrongestUnits(gpt, 1)[1]);
        AssertError("count: expected 1 to 13 units; got 14.", () => Pruning.StrongestUnits(gpt, 14));
    }

    [Fact]
    public void A_smaller_model_is_saved_and_loaded_like_any()
    {
        Gpt small = Model().WithHiddenUnits([1, 2, 3], [4, 5, 6]);

        small.Save(folder);

        Assert.Equal(0, Gpt.Load(folder).Forward(tokens).MaxDifference(small.Forward(tokens)));
    }

    [Fact]
    public void Changing_the_maps_changes_four_matrices_a_block_and_leaves_the_model_alone()
    {
        Gpt gpt = Model();
        float[] before = [.. gpt.Parameters().SelectMany(p => p.ToArray())];
        var names = new List<string>();

        Gpt changed = gpt.WithMaps((name, w) =>
        {
            names.Add($"{name} {w.Shape}");
            w[0, 0] = 99; // a copy
            return w * 0;
        });

        Assert.Equal(["h.0.attn.c_attn.weight (12, 36)", "h.0.attn.c_proj.weight (12, 12)",
            "h.0.mlp.c_fc.weight (12, 13)", "h.0.mlp.c_proj.weight (13, 12)"],
            names.Where(n => n.StartsWith("h.0", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(8, names.Count);
        Assert.Equal(before, gpt.Parameters().SelectMany(p => p.ToArray()));
        Assert.Equal(2 * (12 * 36 + 12 * 12 + 2 * 12 * 13), gpt.MapParameterCount);
        Assert.Equal(gpt.MapParameterCount, gpt.Maps().Sum(m => m.Value.Length));
        Assert.All(changed.Maps(), m => Assert.Equal(1, Pruning.Sparsity(m.Value)));
        Assert.Equal(0, changed.Tokens.Weight.MaxDifference(gpt.Tokens.Weight));
    }

    [Fact]
    public void Rows_are_changed_one_by_one()
    {
        int rows = 0;
        Gpt gpt = Model();

        Gpt changed = gpt.WithMapRows(row =>
        {
            rows++;
            return [.. row.Select(w => w * row.Length)];
        });

        Assert.Equal(2 * (12 + 12 + 12 + 13), rows);
        Assert.All(gpt.Maps().Zip(changed.Maps()), pair => Assert.Equal(0,
            (pair.First.Value * pair.First.Value.Shape[1]).MaxDifference(pair.Second.Value)));
        AssertError("change: expected 36 numbers for a row of 'h.0.attn.c_attn.weight'; got 35.",
            () => gpt.WithMapRows(row => row[1..]));
    }

    [Fact]
    public void A_model_whose_maps_come_back_as_they_were_is_the_same_model() =>
        Assert.Equal(0, Model().WithMaps((_, w) => w).Forward(tokens).MaxDifference(Model().Forward(tokens)));

    [Theory, InlineData(100, Activation.GeluTanh), InlineData(0.01, Activation.SwiGlu)]
    public void An_outlier_makes_a_row_of_weights_larger_and_changes_nothing_else(float factor, Activation activation)
    {
        Gpt gpt = Model(activation);

        Gpt planted = gpt.WithOutlier(5, factor);

        Assert.Equal(0, planted.Forward(tokens).MaxDifference(gpt.Forward(tokens)), 1e-4f);
        foreach (var ((name, before), (_, after)) in gpt.Maps().Zip(planted.Maps()))
            for (int row = 0; row < before.Shape[0]; row++)
                Assert.Equal(row == 5 && !name.Contains("proj", StringComparison.Ordinal) ? factor : 1,
                    after[row, 3] / before[row, 3], 1e-5f * factor);
    }

    [Fact]
    public void Wrong_use_is_refused()
    {
        Gpt gpt = Model();
        AssertError("change: expected 'h.0.attn.c_attn.weight' to keep its shape (12, 36); got (36, 12).",
            () => gpt.WithMaps((_, w) => w.T));
        AssertError("kept: expected units for each of 2 layers; got 1 lists.", () => gpt.WithHiddenUnits([1]));
        AssertError("kept: expected as many units in every layer, at least one; got 1, 2.",
            () => gpt.WithHiddenUnits([1], [1, 2]));
        AssertError("kept: expected units 0 to 12; got 13 in layer 1.", () => gpt.WithHiddenUnits([1], [13]));
        Assert.Equal(0, gpt.Map("h.1.mlp.c_fc.weight").MaxDifference(gpt.Maps()[6].Value));
        AssertError("h.1.mlp.c_proj.weight; got h.2.", () => gpt.Map("h.2."));
        AssertError("channel: expected 0 to 11; got 12.", () => gpt.WithOutlier(12, 2));
        AssertError("factor: expected a number above 0; got 0.", () => gpt.WithOutlier(0, 0));
        AssertError("kept: expected each unit once; layer 0 has one twice.", () => gpt.WithHiddenUnits([1, 1], [2, 3]));
    }

    private static void AssertError(string expected, Func<object> act) =>
        Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(act).Message, StringComparison.Ordinal);
}
