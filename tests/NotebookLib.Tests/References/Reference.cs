using System.Text.Json;
using System.Text.Json.Serialization;

namespace NotebookLib.Tests.References;

/// <summary>Reads what make_references.py wrote.</summary>
internal static class Reference
{
    private static readonly JsonSerializerOptions options =
        new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static IReadOnlyList<T> Load<T>(string file) =>
        JsonSerializer.Deserialize<T[]>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "References", file)),
            options)!;

    /// <summary>
    /// Fails unless every value lies within <paramref name="tolerance"/>, relative to the larger of 1 and the
    /// reference.
    /// </summary>
    public static void AssertClose(Tensor expected, Tensor? actual, string what, float tolerance = 2e-5f)
    {
        Assert.True(actual is not null, $"{what}: there is none");
        Assert.True(expected.Shape == actual.Shape, $"{what}: expected shape {expected.Shape}, got {actual.Shape}");
        for (int i = 0; i < expected.Length; i++)
        {
            float e = expected.Values[i], a = actual.Values[i];
            bool same = e.Equals(a) || MathF.Abs(e - a) <= tolerance * MathF.Max(1, MathF.Abs(e));
            Assert.True(same,
                FormattableString.Invariant($"{what}: value {i} of {expected.Shape} should be {e}, is {a}"));
        }
    }
}

/// <summary>A tensor as the references store it.</summary>
internal sealed record Stored(int[] Shape, float[] Values)
{
    [JsonIgnore]
    public Tensor Tensor => new(Values, NotebookLib.Shape.Create(Shape));

    [JsonIgnore]
    public Tensor Leaf
    {
        get
        {
            Tensor leaf = Tensor;
            leaf.RequiresGrad = true;
            return leaf;
        }
    }
}
