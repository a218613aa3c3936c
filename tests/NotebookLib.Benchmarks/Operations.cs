using BenchmarkDotNet.Attributes;
using MathNet.Numerics.LinearAlgebra;

namespace NotebookLib.Benchmarks;

/// <summary>The product of two square matrices: ours, and MathNet's managed one.</summary>
[MemoryDiagnoser]
public class MatrixProductBenchmarks
{
    private Tensor a = null!, b = null!;
    private Matrix<float> left = null!, right = null!;

    [Params(32, 128, 512)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var random = new Random(1);
        (a, b) = (Tensor.Normal(random, Size, Size), Tensor.Normal(random, Size, Size));
        (left, right) = (a.ToMatrix(), b.ToMatrix());
    }

    [Benchmark(Baseline = true)]
    public Matrix<float> MathNet() => left * right;

    [Benchmark]
    public Tensor MatMul() => a.MatMul(b);

    [Benchmark]
    public Tensor MatMulTransposed() => a.MatMulTransposed(b);
}

/// <summary>
/// Attention of 8 heads of width 32 on T tokens: with the whole matrix of weights, and block by block.
/// </summary>
[MemoryDiagnoser]
public class AttentionBenchmarks
{
    private Tensor q = null!, k = null!, v = null!;

    [Params(64, 512, 2048)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var random = new Random(1);
        (q, k, v) =
            (Tensor.Normal(random, 8, Length, 32), Tensor.Normal(random, 8, Length, 32),
                Tensor.Normal(random, 8, Length, 32));
    }

    [Benchmark(Baseline = true)]
    public Tensor Whole() => Attention.ScaledDotProduct(q, k, v, causal: true).Output;

    [Benchmark]
    public Tensor Blocked() => Attention.Blocked(q, k, v, causal: true);
}

/// <summary>What else a training step does, forward and backward, on 1024 tokens of width 192.</summary>
[MemoryDiagnoser]
public class LayerBenchmarks
{
    private const int Tokens = 1024, Width = 192, Vocabulary = 256;
    private readonly LayerNorm norm = new(Width);
    private readonly Tensor x, hidden, gradient, hiddenGradient, logits;
    private readonly int[] targets;
    private readonly AdamW optimizer;

    public LayerBenchmarks()
    {
        var random = new Random(1);
        (x, gradient) = (Tensor.Normal(random, Tokens, Width), Tensor.Normal(random, Tokens, Width));
        (hidden, hiddenGradient) = (Tensor.Normal(random, Tokens, 4 * Width), Tensor.Normal(random, Tokens, 4 * Width));
        logits = Tensor.Normal(random, Tokens, Vocabulary);
        targets = [.. Enumerable.Range(0, Tokens).Select(_ => random.Next(Vocabulary))];
        foreach (Tensor t in new[] { x, hidden, logits }) t.RequiresGrad = true;
        var weights = new Linear(1024, 1024, random);
        weights.Forward(Tensor.Ones(1, 1024)).Sum().Backward();
        optimizer = new AdamW(weights.Parameters());
    }

    [Benchmark]
    public void LayerNormForwardAndBackward() => norm.Forward(x).Backward(gradient);

    [Benchmark]
    public void GeluForwardAndBackward() => hidden.GeluTanh().Backward(hiddenGradient);

    [Benchmark]
    public void SoftmaxForwardAndBackward() => x.Softmax().Backward(gradient);

    [Benchmark]
    public void CrossEntropyForwardAndBackward() => Loss.CrossEntropy(logits, targets).Backward();

    [Benchmark]
    public void AdamWOnAMillionParameters() => optimizer.Step();
}
