namespace NotebookLib.Tests;

/// <summary>How much memory is asked for; counted for the whole process, so that nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public class AllocationTests
{
    /// <summary>Bytes that a second run allocates: what is allocated once is there by then.</summary>
    private static long Allocated(Action run)
    {
        run();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        run();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    [Fact]
    public void Blocked_attention_takes_memory_for_its_length_and_not_for_its_square()
    {
        const int length = 2048, d = 16;
        var random = new Random(6);
        Tensor q = Tensor.Normal(random, length, d), k = Tensor.Normal(random, length, d), v = Tensor.Normal(random, length, d);

        long blocked = Allocated(() => Attention.Blocked(q, k, v, causal: true)), whole = Allocated(() => Attention.ScaledDotProduct(q, k, v, causal: true));

        Assert.InRange(blocked, length * d * sizeof(float), 2 * length * d * sizeof(float)); // the output, and little else
        Assert.True(whole > length * length * sizeof(float));
    }
}
