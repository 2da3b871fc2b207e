// Equivocate makes a validator of a test network look as if it had signed two blocks at one height.
//
// It signs two precommits for blocks that never existed with the validator's own key, and hands them to a node as
// evidence. The chain cannot tell this from a real double signature: it slashes, jails and tombstones the validator.
//
//	equivocate -rpc URL -key priv_validator_key.json -height H
package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	cmtjson "github.com/cometbft/cometbft/libs/json"
	"github.com/cometbft/cometbft/privval"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	rpc "github.com/cometbft/cometbft/rpc/client/http"
	"github.com/cometbft/cometbft/types"
)

func main() {
	url := flag.String("rpc", "", "RPC address of a node, such as http://127.0.0.1:26657")
	keyFile := flag.String("key", "", "the validator's priv_validator_key.json")
	height := flag.Int64("height", 0, "height of the double signature; 0 is the latest that is final")
	flag.Parse()

	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if err := run(ctx, *url, *keyFile, *height); err != nil {
		fmt.Fprintln(os.Stderr, "equivocate:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, url, keyFile string, height int64) error {
	if url == "" || keyFile == "" {
		return errors.New("-rpc and -key are needed")
	}
	key, err := readKey(keyFile)
	if err != nil {
		return err
	}
	node, err := rpc.New(url, "/websocket")
	if err != nil {
		return fmt.Errorf("-rpc %s: %w", url, err)
	}
	status, err := node.Status(ctx)
	if err != nil {
		return fmt.Errorf("no answer from %s: %w", url, err)
	}
	latest := status.SyncInfo.LatestBlockHeight - 1
	if height == 0 {
		height = latest
	}
	if height < 1 || height > latest {
		return fmt.Errorf("-height %d is not between 1 and %d, the latest that is final", height, latest)
	}
	evidence, err := forge(ctx, node, status.NodeInfo.Network, key, height)
	if err != nil {
		return err
	}
	sent, err := node.BroadcastEvidence(ctx, evidence)
	if err != nil {
		return fmt.Errorf("the node refuses the evidence for height %d: %w", height, err)
	}
	fmt.Printf("{\"height\":%d,\"validator\":\"%s\",\"evidence\":\"%X\"}\n", height, key.Address, sent.Hash)
	return nil
}

func readKey(file string) (privval.FilePVKey, error) {
	var key privval.FilePVKey
	text, err := os.ReadFile(file)
	if err != nil {
		return key, fmt.Errorf("-key: %w", err)
	}
	if err := cmtjson.Unmarshal(text, &key); err != nil || key.PrivKey == nil {
		return key, fmt.Errorf("-key: %s holds no validator key", file)
	}
	return key, nil
}

// forge signs two precommits for different blocks at one height. A node accepts them only if the evidence carries the
// time of the real block and the powers of the real set at that height, so both are asked for.
func forge(ctx context.Context, node *rpc.HTTP, chain string, key privval.FilePVKey, height int64) (types.Evidence, error) {
	block, err := node.Block(ctx, &height)
	if err != nil {
		return nil, fmt.Errorf("block %d: %w", height, err)
	}
	set, err := validators(ctx, node, height)
	if err != nil {
		return nil, fmt.Errorf("validators at height %d: %w", height, err)
	}
	index, _ := set.GetByAddress(key.Address)
	if index < 0 {
		return nil, fmt.Errorf("%s was not in the validator set at height %d", key.Address, height)
	}
	var votes [2]*types.Vote
	for i, name := range []string{"one", "another"} {
		vote := &types.Vote{
			Type:             cmtproto.PrecommitType,
			Height:           height,
			BlockID:          blockID(name),
			Timestamp:        time.Now().UTC(),
			ValidatorAddress: key.Address,
			ValidatorIndex:   index,
		}
		if vote.Signature, err = key.PrivKey.Sign(types.VoteSignBytes(chain, vote.ToProto())); err != nil {
			return nil, fmt.Errorf("signing: %w", err)
		}
		votes[i] = vote
	}
	return types.NewDuplicateVoteEvidence(votes[0], votes[1], block.Block.Time, set)
}

// validators asks for the whole set at a height. A node answers at most 100 at a time.
func validators(ctx context.Context, node *rpc.HTTP, height int64) (*types.ValidatorSet, error) {
	var all []*types.Validator
	for page, size := 1, 100; ; page++ {
		answer, err := node.Validators(ctx, &height, &page, &size)
		if err != nil {
			return nil, err
		}
		all = append(all, answer.Validators...)
		if len(all) >= answer.Total || len(answer.Validators) == 0 {
			return types.ValidatorSetFromExistingValidators(all)
		}
	}
}

// blockID names a block that does not exist.
func blockID(name string) types.BlockID {
	block := sha256.Sum256([]byte(name))
	parts := sha256.Sum256(block[:])
	return types.BlockID{Hash: block[:], PartSetHeader: types.PartSetHeader{Total: 1, Hash: parts[:]}}
}
