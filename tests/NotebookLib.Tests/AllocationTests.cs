namespace NotebookLib.Tests;

/// <summary>
/// How much memory is asked for; counted for the whole process, so that nothing else may run meanwhile.
/// </summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public class AllocationTests
{
    /// <summary>
    /// Bytes that a run allocates in steady state: the least of some, since a thread that joins brings scratch memory
    /// of its own.
    /// </summary>
    private static long Allocated(Action run) => Enumerable.Range(0, 5).Min(_ =>
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        run();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    });

    [Fact]
    public void Blocked_attention_takes_memory_for_its_length_and_not_for_its_square()
    {
        const int length = 4096, d = 16;
        var random = new Random(6);
        Tensor q = Tensor.Normal(random, length, d), k = Tensor.Normal(random, length, d);
        Tensor v = Tensor.Normal(random, length, d);

        long blocked = Allocated(() => Attention.Blocked(q, k, v, causal: true));
        long whole = Allocated(() => Attention.ScaledDotProduct(q, k, v, causal: true));

        // the output; and for each core at most keys and values, rounded up to the pool's sizes
        int copies = 1 + 4 * Math.Min(Environment.ProcessorCount, 16);
        Assert.InRange(blocked, length * d * sizeof(float), copies * length * d * sizeof(float));
        Assert.True(whole > length * length * sizeof(float));
    }

    [Fact]
    public void A_training_step_reuses_the_memory_of_the_one_before()
    {
        var gpt = new Gpt(new GptConfig(vocabulary: 64, layers: 2, heads: 4, width: 64, context: 32), new Random(1));
        var trainer = new Trainer(gpt, Corpus.Text(Enumerable.Range(0, 2000).Select(i => i * i % 61)));
        trainer.Run(3);

        long step = Allocated(() => trainer.Run(10)) / 10;
        long gradients = gpt.ParameterCount * sizeof(float);
        long activations = 2L * 16 * 32 * 64 * 20 * sizeof(float);

        Assert.True(step < gradients / 2,
            $"{step} bytes a step, beside {gradients} of gradients and about {activations} of activations");
    }

    [Fact]
    public void A_token_decoded_with_a_cache_takes_little_more_memory_than_its_number()
    {
        var gpt = new Gpt(new GptConfig(vocabulary: 67, layers: 3, heads: 4, width: 64, context: 96), new Random(1));

        // the cache is in both
        long one = Allocated(() => gpt.Generate([1], 30)), more = Allocated(() => gpt.Generate([1], 90));

        long token = (more - one) / 60, weights = gpt.ParameterCount * sizeof(float);
        Assert.True(token < weights / 10, $"{token} bytes a token, beside {weights} of weights");
    }
}
