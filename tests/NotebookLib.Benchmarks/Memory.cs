using System.Globalization;

namespace NotebookLib.Benchmarks;

/// <summary>
/// How much memory is asked for: by attention as T grows, and by a training step and a decoded token in steady state.
/// </summary>
internal static class Memory
{
    public static void Run()
    {
        Console.WriteLine("| T (one head, d = 64) | the whole matrix | block by block | with the backward pass "
            + "|\n|---:|---:|---:|---:|");
        foreach (int length in new[] { 1024, 2048, 4096 }) // each first call also rents what the blocks need
        {
            var random = new Random(1);
            Tensor q = Tensor.Normal(random, length, 64), k = Tensor.Normal(random, length, 64);
            Tensor v = Tensor.Normal(random, length, 64), g = Tensor.Ones(length, 64);
            long blocked = Allocated(() => Attention.Blocked(q, k, v, causal: true));
            q.RequiresGrad = k.RequiresGrad = v.RequiresGrad = true;
            long backward = Allocated(() => Attention.Blocked(q, k, v, causal: true).Backward(g));
            long whole = Allocated(() => Attention.ScaledDotProduct(q, k, v, causal: true));
            Console.WriteLine($"| {length} | {Megabytes(whole)} | {Megabytes(blocked)} | {Megabytes(backward)} |");
        }

        Console.WriteLine("\n| steady state | allocated | beside |\n|---|---:|---|");
        foreach (Workload work in Workload.All.Where(w => w.Name.StartsWith("training", StringComparison.Ordinal)
            || w.Name.StartsWith("decoding", StringComparison.Ordinal)))
        {
            Action run = Workload.Prepare(work.Name);
            for (int i = 0; i < 10; i++) run();
            double each = Enumerable.Range(0, 5).Average(_ => (double)Allocated(run)) / work.Units;
            string beside = work.Units > 1
                ? "its share of a new cache among them"
                : $"{Megabytes(Workload.Model(work.Name).ParameterCount * sizeof(float))} of parameters, and as much "
                    + $"of gradients";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {work.Name}, {(work.Units > 1 ? "a token" : "a step")} | {each / 1000:0} KB | {beside} |"));
        }
    }

    private static long Allocated(Action run)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        run();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB");
}
